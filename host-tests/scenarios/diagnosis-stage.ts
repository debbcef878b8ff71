import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { Diagnosis, DiagnosisKind } from "../../csms/api/schemas/diagnoses";
import { type Csms, type CsmsOptions, startCsms } from "../../csms/start";
import { BentLine } from "./bent-line";
import { Driver } from "./driver";

const TOKEN = "token-of-the-test";

/** A CSMS whose diagnosis looks all the time, and whose time tests move; a simulator that is still to be started. */
export class DiagnosisStage {
	csms!: Csms;
	driver!: Driver;
	/** To the CSMS. */
	line!: BentLine;
	/** Milliseconds that the diagnosis is ahead of the clock. */
	ahead = 0;
	#data = "";

	/** Sets the stage for each test of a file. */
	set(): void {
		beforeEach(() => {
			this.ahead = 0;
			this.#data = mkdtempSync(join(tmpdir(), "xs-evse-csms-"));
			this.driver = new Driver();
		});
		afterEach(async () => {
			await this.driver.end();
			await this.line.close();
			await this.csms.stop();
			rmSync(this.#data, { recursive: true, force: true });
		});
	}

	async open(options: Partial<CsmsOptions> = {}): Promise<void> {
		this.csms = await startCsms({
			...{ host: "127.0.0.1", port: 0, data: this.#data, acceptUnknown: true, acceptRegistrations: false },
			...{ apiToken: TOKEN, diagnosis: { delay: 20, interval: 100, now: () => Date.now() + this.ahead } },
			...options,
		});
		const { protocol, host } = new URL(this.csms.ocpp);
		this.line = await BentLine.open(`${protocol}//${host}`);
	}

	/** Starts the simulator on the bent line, and waits until it is accepted and has told its statuses. */
	async start(...options: string[]): Promise<void> {
		await this.driver.start(`${this.line.url}/ocpp`, ...options);
		await this.driver.until((_, state) => state.registration === "Accepted");
		await this.until(async () => (await this.api("GET", "/charge-points/CP001")).connectors.length > 0);
	}

	/** Plugs in, presents the id and waits until energy flows; the number of the transaction. */
	async charge(idTag = "ALICE"): Promise<number> {
		await this.driver.input("plug", true);
		await this.driver.input("idTag", idTag);
		const { connectors } = await this.driver.until(
			({ transactionId, drawnA }) => transactionId !== null && drawnA > 0,
		);
		return connectors[0].transactionId!;
	}

	async stop(idTag = "ALICE"): Promise<void> {
		await this.driver.input("idTag", idTag);
		await this.driver.until(({ status, locked }) => status === "Finishing" && !locked);
		await this.driver.input("plug", false);
		await this.driver.untilStatus("Available");
	}

	/** Sends a command; its answer, also an error. */
	async command(action: string, payload: object = {}): Promise<unknown> {
		return this.#call("POST", `/charge-points/CP001/commands/${action}`, payload);
	}

	/** The charge point asks for the time, and so hears what the line makes of it. */
	async setTime(ahead: number): Promise<void> {
		this.line.shiftTime(ahead);
		await this.command("TriggerMessage", { requestedMessage: "Heartbeat" });
		const target = Date.now() + ahead;
		await this.driver.until((_, { clock }) => Math.abs(Date.parse(String(clock)) - target) < 60_000);
	}

	/** What lasts, of one kind. */
	async diagnoses(kind: DiagnosisKind): Promise<Diagnosis[]> {
		return this.api("GET", `/diagnoses?open=true&kind=${kind}`);
	}

	/** Waits until one of that kind lasts that fits. */
	async found(kind: DiagnosisKind, fits: (one: Diagnosis) => boolean = () => true): Promise<Diagnosis> {
		let found: Diagnosis | undefined;
		await this.until(async () => {
			found = (await this.diagnoses(kind)).find(fits);
			return found !== undefined;
		});
		return found!;
	}

	/** Waits until none of that kind lasts. */
	async over(kind: DiagnosisKind): Promise<void> {
		await this.until(async () => (await this.diagnoses(kind)).length === 0);
	}

	async until(condition: () => Promise<boolean>, seconds = 15): Promise<void> {
		const end = Date.now() + seconds * 1000;
		while (!(await condition())) {
			if (Date.now() > end) {
				throw new Error(
					`not reached: ${condition}\n${JSON.stringify(await this.api("GET", "/diagnoses"), null, 1)}`,
				);
			}
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	// biome-ignore lint/suspicious/noExplicitAny: answers of every kind
	async api(method: string, path: string, body?: object): Promise<any> {
		const { status, answer } = await this.#call(method, path, body);
		if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
		return answer;
	}

	async #call(method: string, path: string, body?: object) {
		const response = await fetch(`${this.csms.url}/api/v1${path}`, {
			method,
			headers: {
				authorization: `Bearer ${TOKEN}`,
				...(body ? { "content-type": "application/json" } : undefined),
			},
			body: body ? JSON.stringify(body) : undefined,
		});
		return { status: response.status, answer: response.status === 204 ? undefined : await response.json() };
	}
}
