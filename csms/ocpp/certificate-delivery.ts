import type { Context } from "../context";
import type { ChargePointCertificateRow } from "../database/tables/certificates";
import { CSMS_ACCOUNT } from "../records/accounts";
import { endDelivery, listExpiring, listWaiting, recordRenewalAsked } from "../records/certificates";
import type { CommandOutcome } from "../records/commands";
import { readSettings } from "../records/settings";
import { command } from "./commands";

const DAY = 86_400_000;
/** A certificate that no charge point has answered is sent for so long, ms. */
const PATIENCE = DAY;
/** What was signed just now is on its way already, ms. */
const ON_ITS_WAY = 60_000;
/**
 * Charge points renew a month before the end (A03.FR.02); those that have not done it so long before the end
 * are asked to, once a day, ms.
 */
const RENEWAL = 21 * DAY;
/** Milliseconds between two looks at all certificates. */
const WATCHING = 60_000;

/** Sends a signed certificate to its charge point; its answer is recorded by the effect of the command. */
export async function deliverCertificate(context: Context, row: ChargePointCertificateRow): Promise<void> {
	const { identity, certificate_chain: certificateChain } = row;
	if (certificateChain === null || !context.fleet.get(identity)) return;
	const payload = { certificateChain };
	try {
		await command(context, { identity, action: "CertificateSigned", payload, account: CSMS_ACCOUNT });
	} catch (error) {
		context.log.error({ identity, err: error }, "A certificate could not be sent.");
	}
}

/**
 * Asks a charge point to renew its certificate (A02); its CpoName is set first, if the CPO has a name here.
 * Throws a Problem (404).
 */
export async function renewCertificate(
	context: Context,
	identity: string,
	account: string,
): Promise<CommandOutcome> {
	const { cpoName } = await readSettings(context.store.db, context.settings);
	if (cpoName !== null) {
		// Whatever it answers, its request tells which name it has.
		const payload = { key: "CpoName", value: cpoName };
		await command(context, { identity, action: "ChangeConfiguration", payload, account });
	}
	const payload = { requestedMessage: "SignChargePointCertificate" };
	return command(context, { identity, action: "ExtendedTriggerMessage", payload, account });
}

/** Looks after the certificates of the charge points that are connected to this process. */
export class CertificateWatch {
	readonly #context: Context;
	readonly #timer: NodeJS.Timeout;
	#looking: Promise<void> | undefined;

	constructor(context: Context) {
		this.#context = context;
		this.#timer = setInterval(() => {
			this.#looking ??= this.look().finally(() => {
				this.#looking = undefined;
			});
		}, WATCHING);
		this.#timer.unref();
	}

	/** Sends what still waits, and asks for renewals that are due. */
	async look(): Promise<void> {
		try {
			await this.#sendWaiting(Date.now());
			await this.#renewExpiring(Date.now());
		} catch (error) {
			this.#context.log.error(error, "The certificates of the charge points could not be looked after.");
		}
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.#looking;
	}

	async #sendWaiting(now: number): Promise<void> {
		const context = this.#context;
		for (const row of await listWaiting(context.store.db)) {
			const { identity, fingerprint, issued_at } = row;
			const age = now - (issued_at ?? 0);
			if (age < ON_ITS_WAY) continue;
			if (age > PATIENCE) {
				context.log.warn({ identity, fingerprint }, "A charge point did not answer its certificate.");
				await context.store.write((trx) => endDelivery(trx, fingerprint));
			} else await deliverCertificate(context, row);
		}
	}

	async #renewExpiring(now: number): Promise<void> {
		const context = this.#context;
		const due = { endsBefore: now + RENEWAL, notAskedSince: now - DAY };
		for (const { identity, fingerprint, not_after } of await listExpiring(context.store.db, due)) {
			if (!context.fleet.get(identity)) continue;
			const days = Math.floor((not_after - now) / DAY);
			context.log.warn({ identity, fingerprint, days }, "A certificate ends soon: its renewal is asked for.");
			await context.store.write((trx) => recordRenewalAsked(trx, fingerprint, now));
			await renewCertificate(context, identity, CSMS_ACCOUNT);
		}
	}
}
