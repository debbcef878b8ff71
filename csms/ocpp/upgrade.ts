import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Context } from "../context";
import type { ChargePointRow } from "../database/tables/charge-points";
import { csmsOriginOf } from "../files/addresses";
import { addChargePoint, findChargePoint, recordOrigin } from "../records/charge-points";
import { takeCredentials } from "../records/credentials";
import { type Origin, originOf } from "./connection-record";
import { checkCredentials } from "./credentials";
import { asksForWebSocket, serveWithoutUpgrade } from "./not-web-socket";

/** Where charge points connect: followed by their identity. */
export const OCPP = "/ocpp/";
const SUBPROTOCOL = "ocpp1.6";
/** Bytes of one message: configurations and the meter values of a stop are long. */
const MAX_MESSAGE = 1024 * 1024;
/** Close code of a peer that speaks none of our subprotocols. */
const PROTOCOL_ERROR = 1002;
/** Identities that `--accept-unknown` takes in, as the REST interface takes them. */
const IDENTITY = /^(?=.{1,48}$)[A-Za-z0-9_.:+|*@=-]([A-Za-z0-9_.:+|*@= -]*[A-Za-z0-9_.:+|*@=-])?$/;

/** Why a handshake is refused: an HTTP status and a sentence. */
interface Refusal {
	status: 401 | 404 | 429 | 503;
	sentence: string;
	/** The same for operators, where it would tell a stranger too much. */
	inside?: string;
	/** Seconds until another try is looked at. */
	wait?: number;
}

/** A charge point that may connect, and how its handshake bends the rules. */
interface Admitted {
	row: ChargePointRow;
	bent?: string;
}

/** Lets charge points connect to `/ocpp/{identity}` of an HTTP server (R-CS-01, R-CS-02). */
export function acceptUpgrades(server: Server, context: Context): void {
	const sockets = new WebSocketServer({
		noServer: true,
		maxPayload: MAX_MESSAGE,
		perMessageDeflate: false,
		handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
	});
	server.on("upgrade", (request, socket, head) => {
		if (!asksForWebSocket(request)) {
			serveWithoutUpgrade(server, request, socket, head);
			return;
		}
		const broken = (error: Error) => context.log.info({ err: error }, "A handshake broke.");
		socket.on("error", broken);
		admit(request, context)
			.then((admitted) => {
				if ("status" in admitted) {
					note(request, admitted, context);
					refuse(socket, admitted);
					return;
				}
				sockets.handleUpgrade(request, socket, head, (webSocket) => {
					socket.off("error", broken);
					take(webSocket, admitted, context, originOf(request, context.proxies));
				});
			})
			.catch((error) => {
				context.log.error(error, "A handshake failed.");
				refuse(socket, { status: 503, sentence: "The CSMS cannot serve at the moment; try again later." });
			});
	});
}

/** The charge point that may connect, or why not. */
async function admit(request: IncomingMessage, context: Context): Promise<Admitted | Refusal> {
	if (context.fleet.isClosed) return { status: 503, sentence: "The CSMS is going down; try again." };
	const identity = identityOf(request);
	if (identity === undefined) {
		return { status: 404, sentence: "Charge points connect to /ocpp/ and their percent-encoded identity." };
	}
	const row = (await findChargePoint(context.store.db, identity)) ?? (await takeIn(identity, context));
	if (!row) return { status: 404, sentence: "This charge point is not known here." };
	const address = context.proxies.addressOf(request);
	const wait = context.refusals.begin(address, identity);
	if (wait > 0) return { status: 429, sentence: `Too many attempts; try again in ${wait} s.`, wait };
	const shown = await checkCredentials(context, request, row).catch((error) => {
		context.refusals.forget(address, identity);
		throw error;
	});
	const { wrong, wrongInside, nextProfile, nextKey, bent } = shown;
	if (wrong !== undefined) return { status: 401, sentence: wrong, inside: wrongInside };
	context.refusals.forget(address, identity);
	const origin = csmsOriginOf(request, context.proxies);
	if (!nextProfile && !nextKey && origin === row.csms_origin) return { row, bent };
	const changed = await context.store.write(async (trx) => {
		if (nextProfile || nextKey) {
			await takeCredentials(trx, identity, { profile: nextProfile === true, key: nextKey === true });
		}
		await recordOrigin(trx, identity, origin);
		return (await findChargePoint(trx, identity)) ?? row;
	});
	return { row: changed, bent };
}

/** Counts a refusal and logs it: what was wrong, never what was shown. */
function note(request: IncomingMessage, { status, sentence, inside }: Refusal, context: Context): void {
	const refused = {
		identity: identityOf(request) ?? "",
		address: context.proxies.addressOf(request),
		status,
	};
	const reason = status === 429 ? "Too many attempts." : (inside ?? sentence);
	context.refusals.note({ ...refused, reason });
	// A flood of attempts is no flood of lines.
	if (status !== 429) context.log.warn({ ...refused, reason }, "A handshake was refused.");
}

function identityOf({ url = "" }: IncomingMessage): string | undefined {
	const [path] = url.split("?", 1);
	if (!path.startsWith(OCPP)) return;
	try {
		const identity = decodeURIComponent(path.slice(OCPP.length));
		// No database holds NUL.
		return identity === "" || identity.includes("\0") ? undefined : identity;
	} catch {
		return;
	}
}

/** Enters a charge point that nobody entered, if that is wanted. */
async function takeIn(identity: string, context: Context): Promise<ChargePointRow | undefined> {
	if (!context.acceptUnknown || !IDENTITY.test(identity)) return;
	return context.store.write(
		async (trx) => (await findChargePoint(trx, identity)) ?? addChargePoint(trx, identity, {}),
	);
}

function take(socket: WebSocket, { row, bent }: Admitted, context: Context, origin: Origin): void {
	if (socket.protocol !== SUBPROTOCOL) {
		// Without the header in our answer it has to be closed (R-CS-02).
		socket.on("error", () => {});
		socket.close(PROTOCOL_ERROR, `Offer the subprotocol ${SUBPROTOCOL}`);
		return;
	}
	context.fleet.add(context, socket, row, origin);
	if (bent === undefined) return;
	const { violations } = context.fleet.get(row.identity) ?? {};
	violations?.note({ action: undefined, rule: "Transport", what: bent, outcome: "Tolerated" });
}

function refuse(socket: Duplex, { status, sentence, wait }: Refusal): void {
	const body = `${sentence}\n`;
	const lines = [
		`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
		"Connection: close",
		"Content-Type: text/plain; charset=utf-8",
		`Content-Length: ${Buffer.byteLength(body)}`,
	];
	if (wait !== undefined) lines.push(`Retry-After: ${wait}`);
	if (status === 401) lines.push('WWW-Authenticate: Basic realm="OCPP"');
	socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
