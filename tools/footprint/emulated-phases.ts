import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificateAuthority } from "../../host-tests/net/certificates";
import { StrictCsms } from "../../host-tests/scenarios/strict-csms";
import { LOCAL_LIST, listedTag, MEASURANDS, profile } from "../../host-tests/xs/scripted-messages";
import type { ObservedConnector, ObservedState } from "../../simulator/observed-state";
import type { MemoryFigures } from "../../simulator/protocol";
import { startSimulator } from "../../simulator/simulator";

export const OFFLINE_TRANSACTIONS = 10;
/** How long a step may take on a busy machine, ms. */
const PATIENCE = 60_000;
/** Between what a person does, ms: the emulator is busy for as long with what the firmware writes to its flash. */
const PAUSE = 1000;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the memory held after each phase, in their order. */
export type Phases = readonly (readonly [phase: string, memory: MemoryFigures])[];

/**
 * Has the emulated ESP32 charge and tell what its memory holds, `secure` over wss with a root of its own. The
 * simulator's log goes to `log`, each phase that is over to `progress`. Rejects with a sentence where emulator or
 * image is missing, and where a phase is not reached.
 */
export async function playPhases(
	secure: boolean,
	log: (text: string) => void,
	progress: (phase: string) => void,
): Promise<Phases> {
	const authority = secure ? await certificateAuthority("Root of the footprint") : undefined;
	const issued = await authority?.issue({ ip: ["127.0.0.1"] });
	const tls = issued && { key: issued.key, cert: issued.chain };
	const data = mkdtempSync(join(tmpdir(), "xs-evse-footprint-"));
	const session = new Session(tls, progress);
	try {
		const { panel, close } = await startSimulator({
			...{ engine: "esp32" as const, headless: true, panel: 0, data, ca: authority?.root, log },
			csms: await session.open(),
		});
		try {
			await session.play(panel);
		} finally {
			await close();
		}
		return session.phases;
	} finally {
		await session.close();
		rmSync(data, { recursive: true, force: true });
	}
}

/** What happens at the emulated charge point, and in its CSMS. */
class Session {
	readonly phases: [phase: string, memory: MemoryFigures][] = [];
	readonly #tls: { key: string; cert: string } | undefined;
	readonly #progress: (phase: string) => void;
	#csms: StrictCsms;
	#panel = "";

	constructor(tls: { key: string; cert: string } | undefined, progress: (phase: string) => void) {
		this.#tls = tls;
		this.#progress = progress;
		this.#csms = new StrictCsms(0, tls);
	}

	/** The CSMS listens; resolves with its address. */
	async open(): Promise<string> {
		await this.#csms.open();
		return this.#csms.url;
	}

	close(): Promise<void> {
		return this.#csms.close();
	}

	async play(panel: string): Promise<void> {
		this.#panel = panel;
		await this.#configure();
		await this.#charge();
		await this.#chargeOffline();
		await this.#showSetUp();
	}

	async #configure(): Promise<void> {
		await this.#until(
			"the registration",
			({ status }, { registration }) => status === "Available" && registration === "Accepted",
		);
		await this.#note("boot");
		await this.#call("SendLocalList", LOCAL_LIST);
		await this.#note("local list of 48 entries");
		await this.#call("SetChargingProfile", {
			...{ connectorId: 0, csChargingProfiles: profile(1, "TxDefaultProfile") },
		});
		await this.#note("profile of 24 periods");
		await this.#csms.call("GetConfiguration");
		await this.#note("GetConfiguration of all keys");
		for (const key of ["MeterValuesSampledData", "StopTxnSampledData"])
			await this.#call("ChangeConfiguration", { key, value: MEASURANDS.join() });
		await this.#call("ChangeConfiguration", { key: "MeterValueSampleInterval", value: "1" });
	}

	async #charge(): Promise<void> {
		await this.#input("plug", true);
		await this.#input("idTag", "ALICE");
		await this.#until("charging", ({ transactionId, contactor }) => transactionId !== null && contactor);
		for (let i = 0; i < 20; i++)
			await this.#call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 });
		await wait(2500);
		await this.#note("charging");
		await this.#input("idTag", "ALICE");
		await this.#until("the end of charging", ({ status, locked }) => status === "Finishing" && !locked);
		await this.#input("plug", false);
		await this.#until(
			"the end of the session",
			({ status }, { queueLength }) => status === "Available" && queueLength === 0,
		);
		await this.#note("first session");
		// A sample each second would be a write to the flash each second, which the emulator takes its time for.
		await this.#call("ChangeConfiguration", { key: "MeterValueSampleInterval", value: "60" });
	}

	async #chargeOffline(): Promise<void> {
		const { port } = this.#csms;
		await this.#csms.close();
		await this.#until("the loss of the CSMS", (_, { connected }) => !connected);
		for (let i = 0; i < OFFLINE_TRANSACTIONS; i++) {
			await this.#input("idTag", listedTag(i));
			await this.#input("plug", true);
			await this.#until("charging offline", ({ status }) => status === "Charging");
			await this.#input("ev", false);
			await this.#until("the vehicle's leaving", ({ status, locked }) => status === "Finishing" && !locked);
			await this.#input("plug", false);
			await this.#until("the free connector", ({ status }) => status === "Available");
		}
		await this.#note(`${OFFLINE_TRANSACTIONS} transactions offline`);
		this.#csms = new StrictCsms(port, this.#tls);
		await this.#csms.open();
		for (const online of [false, true]) await this.#post("network", { online });
		await this.#until("the delivery", (_, { queueLength, connected }) => connected && queueLength === 0);
		const { length } = this.#csms.all("StopTransaction");
		if (length !== OFFLINE_TRANSACTIONS) throw new Error(`${length} of the transactions came in.`);
		await this.#note("all delivered");
	}

	async #showSetUp(): Promise<void> {
		const page = await fetch(`${this.#panel}/setup`);
		if (!(await page.text()).includes("</form>")) throw new Error(`The set-up page: ${page.status}`);
		await this.#note("set-up page");
	}

	async #note(phase: string): Promise<void> {
		if (this.#csms.violations.length > 0) throw new Error(this.#csms.violations.join("\n"));
		this.phases.push([phase, (await this.#get("memory")) as MemoryFigures]);
		this.#progress(phase);
	}

	async #call(action: string, payload: object): Promise<void> {
		const { status } = await this.#csms.call(action, payload);
		if (status !== "Accepted") throw new Error(`${action}: ${status}`);
	}

	async #until(
		what: string,
		condition: (connector: ObservedConnector, state: ObservedState) => boolean,
	): Promise<void> {
		const end = Date.now() + PATIENCE;
		for (;;) {
			const state = (await this.#get("state")) as ObservedState;
			if (condition(state.connectors[0], state)) return;
			if (Date.now() > end) throw new Error(`In vain waited for ${what}: ${JSON.stringify(state)}`);
			await wait(20);
		}
	}

	async #input(input: string, value: unknown): Promise<void> {
		await wait(PAUSE);
		await this.#post("inputs", { connector: 1, input, value });
	}

	async #get(path: string): Promise<unknown> {
		const response = await fetch(`${this.#panel}/api/${path}`);
		if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
		return response.json();
	}

	async #post(path: string, body: object): Promise<void> {
		const response = await fetch(`${this.#panel}/api/${path}`, {
			...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
		});
		if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${await response.text()}`);
	}
}
