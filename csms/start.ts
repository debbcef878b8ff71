import { lookup } from "node:dns/promises";
import type { AddressInfo } from "node:net";
import type { Server, TLSSocket } from "node:tls";
import { type Logger, pino } from "pino";
import type { Settings } from "./api/schemas/accounts";
import { type Api, makeServer } from "./api/server";
import { type PlainSide, splitTransports } from "./both-transports";
import { ownAuthority } from "./certificates/own-authority";
import { Cluster } from "./cluster/cluster";
import type { Context } from "./context";
import { databaseError, makeDataFolder, takeDataFolder } from "./data-folder";
import { Store } from "./database/store";
import type { Db } from "./database/tables";
import { Diagnosing, type DiagnosingOptions } from "./diagnosis/diagnosing";
import { followCampaigns } from "./files/firmware-campaigns";
import { FILE_LIMITS, type FileLimits } from "./files/limits";
import { FrameHistory } from "./frames/frame-history";
import { checkListening, isLoopback, readProxies } from "./listening";
import { Live } from "./live";
import { LiveMeterValues } from "./live-meter-values";
import { withoutDetails } from "./log";
import { watchAlarms } from "./notices/alarm-watch";
import { Notices } from "./notices/notices";
import { CertificateWatch } from "./ocpp/certificate-delivery";
import { Fleet } from "./ocpp/fleet";
import { followIdTags } from "./ocpp/local-list-updates";
import { Refusals } from "./ocpp/refusals";
import { acceptUpgrades } from "./ocpp/upgrade";
import { addAccount } from "./records/accounts";
import { FileMaker } from "./reports/file-maker";
import { ReportRuns } from "./reports/report-runs";
import { hashPassword, newClearText } from "./secrets";
import { StartError } from "./start-error";
import { RollUp } from "./statistics/roll-up";
import { serverTimeZone } from "./time-zone";
import { readTls, type TlsFiles, type TlsOptions } from "./tls";
import { Trust } from "./trust";

/** Name of the first administrator's account. */
export const FIRST_ACCOUNT = "admin";
/** Connections that may wait to be accepted when a whole fleet comes back at once; the system may allow less. */
const BACKLOG = 4096;
/** Milliseconds: what comes together is looked at together, and what no event tells is not missed for long. */
const DIAGNOSING: DiagnosingOptions = { delay: 2000, interval: 60_000, now: () => Date.now() };
/** Characters of the password that is made for it. */
const PASSWORD_LENGTH = 16;

export interface CsmsOptions {
	/** The address to listen on. */
	host: string;
	/** The port to listen on; 0 takes a free one. */
	port: number;
	/** The folder of the SQLite database and of files; made if it is not there. */
	data: string;
	/** A PostgreSQL database (`postgres://…`) instead of SQLite. */
	database?: string;
	/** A charge point that nobody entered is taken in and accepted. */
	acceptUnknown: boolean;
	/** Registered drivers may charge at once, until an operator changes the setting. */
	acceptRegistrations: boolean;
	/** Listens beyond this machine without TLS; with `tls`: takes charge points from there without TLS, too. */
	unencrypted?: boolean;
	/** Addresses and networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. */
	proxies?: string[];
	/** https and wss instead of http and ws. */
	tls?: TlsFiles;
	/** The first administrator's password; one is made without it. */
	adminPassword?: string;
	/** An administrator's bearer token for scripts. */
	apiToken?: string;
	/** Where the log goes; nowhere without it. */
	log?: Logger;
	/** Seconds until a command to a charge point counts as timed out; 30 without it. */
	messageTimeout?: number;
	/** Seconds that a peer may take for the head of a request, and again for its JSON; 15 without it. */
	patience?: number;
	/** Seconds between pings to each charge point; 60 without it. */
	pingInterval?: number;
	/** How much room firmware images and uploads may take. */
	fileLimits?: FileLimits;
	/** Seconds after a change of ids that local lists are updated, so that changes go together; 2 without it. */
	localListDelay?: number;
	/** Seconds that meter values may be older in statistics than they are; 60 without it. */
	statisticsAge?: number;
	/** Seconds between two looks whether a report is due; 15 without it. */
	reportInterval?: number;
	/** Seconds between two looks whether alarms have something to tell; 5 without it. */
	alarmInterval?: number;
	/** When charge points are diagnosed; soon after something happened and each minute without it. */
	diagnosis?: Partial<DiagnosingOptions>;
	/**
	 * Seconds between the signs of life of processes on one PostgreSQL database, the same for all of them; 3
	 * without it. A process counts as dead after five of them.
	 */
	beatInterval?: number;
}

/** A running CSMS. */
export interface Csms {
	/** Of the pages and the REST interface, such as `http://127.0.0.1:8180`. */
	readonly url: string;
	/** What charge points append their identity to, such as `ws://127.0.0.1:8180/ocpp`. */
	readonly ocpp: string;
	/** The password of the account `admin`, only when it was made just now. */
	readonly firstPassword: string | undefined;
	/**
	 * Looks at once for what is wrong with the charge points, and resolves when it is known. It happens by itself
	 * too: this is for programs that move the time.
	 */
	diagnose(): Promise<void>;
	/** Closes connections and database in order. */
	stop(): Promise<void>;
}

/**
 * Starts a CSMS and resolves once it takes connections. Throws a {@link StartError} when the port
 * or the folder is taken, the folder cannot be written, the database cannot be opened, a certificate cannot
 * be used, or others would reach it without TLS and nobody has said that this is right.
 */
export async function startCsms(options: CsmsOptions): Promise<Csms> {
	checkListening(options);
	const proxies = readProxies(options.proxies ?? []);
	const tls = options.tls && readTls(options.tls);
	const log = withoutDetails(options.log ?? pino({ level: "silent" }));
	const { store, release } = await openStore({ ...options, log });
	const beatInterval = (options.beatInterval ?? 3) * 1000;
	const cluster = new Cluster(store, log, { database: options.database, beatInterval });
	try {
		const firstPassword = await makeFirstAccount(store, options.adminPassword);
		const live = new Live();
		const notices = new Notices({ store, live, cluster, log });
		const settings: Settings = {
			acceptRegistrations: options.acceptRegistrations,
			cpoName: null,
			timeZone: serverTimeZone(),
			currency: "TWD",
			baseAddress: null,
		};
		const diagnosing = new Diagnosing({ ...DIAGNOSING, ...options.diagnosis });
		const context: Context = {
			store,
			live,
			liveMeterValues: new LiveMeterValues(),
			frames: new FrameHistory(),
			fleet: new Fleet(),
			cluster,
			log,
			notices,
			reportFiles: new FileMaker(log),
			reportRuns: new ReportRuns(),
			trust: new Trust(),
			refusals: new Refusals(store, live, log, (identity) => diagnosing.noticed(identity, ["handshakes"])),
			diagnosing,
			acceptUnknown: options.acceptUnknown,
			settings,
			rollUp: new RollUp({ store, settings, log }, (options.statisticsAge ?? 60) * 1000),
			apiToken: options.apiToken,
			proxies,
			patience: (options.patience ?? 15) * 1000,
			messageTimeout: options.messageTimeout ?? 30,
			fileLimits: options.fileLimits ?? FILE_LIMITS,
		};
		const server = await makeServer(context, tls && (await trustedTls(context, tls)));
		await store.sortLeft();
		acceptUpgrades(server.server, context);
		const plain = tls && serveBoth(server, context, isLoopback(options.host) || options.unencrypted === true);
		await cluster.start(context);
		await listen(server, options, plain);
		context.fleet.startPinging(context, (options.pingInterval ?? 60) * 1000);
		const unfollow = followIdTags(context, (options.localListDelay ?? 2) * 1000);
		const watch = new CertificateWatch(context);
		const endCampaigns = followCampaigns(context);
		notices.start();
		context.reportRuns.start(context, (options.reportInterval ?? 15) * 1000);
		const unwatch = watchAlarms(context, (options.alarmInterval ?? 5) * 1000);
		context.rollUp.start();
		diagnosing.start(context);

		const { port } = server.server.address() as AddressInfo;
		const address = `${urlHost(options.host)}:${port}`;
		return {
			url: `${tls ? "https" : "http"}://${address}`,
			ocpp: `${tls ? "wss" : "ws"}://${address}/ocpp`,
			firstPassword,
			async diagnose() {
				await context.fleet.endsWritten();
				await context.refusals.flush();
				await diagnosing.lookNow();
			},
			async stop() {
				await context.fleet.close();
				await unfollow();
				await watch.stop();
				await endCampaigns();
				await unwatch();
				await context.reportFiles.stop();
				await context.reportRuns.stop();
				await notices.stop();
				await context.rollUp.stop();
				await diagnosing.stop();
				plain?.close();
				await server.close();
				await context.refusals.flush();
				await cluster.leave();
				await store.close();
				release();
			},
		};
	} catch (error) {
		await cluster.leave();
		await store.close();
		release();
		throw error;
	}
}

/**
 * TLS with the roots of charge points. One has to be there: a browser that is asked for a certificate of any
 * authority would ask its user.
 */
async function trustedTls(context: Context, tls: TlsOptions): Promise<TlsOptions> {
	await ownAuthority(context, "ECDSA");
	return context.trust.options(context.store.db, tls);
}

/** Where that is wanted, charge points of profiles 0 and 1 connect without TLS, on the same port. */
function serveBoth({ server }: Api, context: Context, unencrypted: boolean): PlainSide {
	context.trust.serve(server as unknown as Server);
	const plain = splitTransports(server, context.patience);
	if (unencrypted) acceptUpgrades(plain.server, context);
	server.on("tlsClientError", (error: NodeJS.ErrnoException, socket: TLSSocket) => {
		context.refusals.noteTls(error, socket.remoteAddress ?? "");
	});
	return plain;
}

/** The database, and what gives the data folder back, which with SQLite is this process's own. */
async function openStore({ data, database, log }: CsmsOptions): Promise<{ store: Store; release(): void }> {
	const { file, release } = database ? makeDataFolder(data) : takeDataFolder(data);
	try {
		return { store: await Store.open(database ? { url: database } : { file }, log), release };
	} catch (error) {
		release();
		throw error instanceof StartError ? error : databaseError(data, error);
	}
}

/** Makes the first administrator; answers the password when it was made here. */
async function makeFirstAccount(store: Store, given: string | undefined): Promise<string | undefined> {
	const isAny = async (db: Db) =>
		(await db.selectFrom("account").select("account").executeTakeFirst()) !== undefined;
	if (await isAny(store.db)) return;
	const password = given || newClearText(PASSWORD_LENGTH);
	const passwordHash = await hashPassword(password);
	const made = await store.write(async (trx) => {
		// Another process may have been quicker.
		if (await isAny(trx)) return false;
		await addAccount(trx, { account: FIRST_ACCOUNT, role: "administrator", passwordHash });
		return true;
	});
	return made && !given ? password : undefined;
}

async function listen(server: Api, { host, port }: CsmsOptions, plain: PlainSide | undefined): Promise<void> {
	try {
		// Fastify takes all addresses of localhost by servers of its own, which know nothing of ours.
		const [address = host, ...others] = plain && host === "localhost" ? await addressesOf(host) : [];
		await server.listen({ host: address, port, backlog: BACKLOG });
		await plain?.listenAlso(others, (server.server.address() as AddressInfo).port);
	} catch (error) {
		await server.close();
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === "EADDRINUSE") {
			throw new StartError(
				`Port ${port} of ${host} is taken; end the other program or choose another with --port.`,
			);
		}
		throw new StartError(
			`It is not possible to listen on port ${port} of ${host} (${message}); try another --host or --port.`,
		);
	}
}

async function addressesOf(host: string): Promise<string[]> {
	return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** IPv6 addresses stand in brackets. */
function urlHost(host: string): string {
	return host.includes(":") ? `[${host}]` : host;
}
