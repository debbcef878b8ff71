import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, onTestFinished, vi } from "vitest";
import type { EventName, Events } from "../../csms/api/schemas/events";
import { type Csms, type CsmsOptions, startCsms } from "../../csms/start";
import { databaseOf, dropDatabaseOf } from "./databases";

// Hashing passwords is slow on purpose, and much slower on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

export const TOKEN = "token-of-the-tests";
export const PASSWORD = "password of the tests";

/** A new folder that is gone after the test, with the PostgreSQL database that belongs to it. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "csms-"));
	onTestFinished(async () => {
		rmSync(folder, { recursive: true, force: true });
		await dropDatabaseOf(folder);
	});
	return folder;
}

export interface Answer {
	status: number;
	headers: Headers;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape they check
	body: any;
}

export interface RunningCsms extends Csms {
	/** A call under /api/v1 with the administrator's token, unless other headers are given. */
	rest(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** Starts a CSMS on a free port and stops it after the test. The same `data` is the same database. */
export async function runCsms(options: Partial<CsmsOptions> = {}): Promise<RunningCsms> {
	const csms = await start({ data: options.data ?? temporaryFolder(), ...options });
	onTestFinished(csms.stop);
	return csms;
}

/** One CSMS for all tests of a file, which tell their charge points and ids apart by name. */
export function shareCsms(options: Partial<CsmsOptions> = {}): RunningCsms {
	const shared = {} as RunningCsms;
	const data = mkdtempSync(join(tmpdir(), "csms-"));
	beforeAll(async () => {
		Object.assign(shared, await start({ data, ...options }));
	});
	afterAll(async () => {
		await shared.stop();
		rmSync(data, { recursive: true, force: true });
		await dropDatabaseOf(data);
	});
	return shared;
}

async function start(options: Partial<CsmsOptions> & { data: string }): Promise<RunningCsms> {
	const csms = await startCsms({
		host: "127.0.0.1",
		port: 0,
		acceptUnknown: true,
		acceptRegistrations: false,
		adminPassword: PASSWORD,
		apiToken: TOKEN,
		database: await databaseOf(options.data),
		...options,
	});
	let stopped: Promise<void> | undefined;
	const stop = () => {
		stopped ??= csms.stop();
		return stopped;
	};
	return { ...csms, stop, rest: (...call) => callRest(csms.url, ...call) };
}

export async function callRest(
	url: string,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
): Promise<Answer> {
	const response = await fetch(`${url}/api/v1${path}`, {
		method,
		headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

type LiveEvent = { [Name in EventName]: { name: Name; data: Events[Name] } }[EventName];

export interface LiveStream {
	/** The next event of that name; earlier ones of other names are passed over. */
	next<Name extends EventName>(name: Name): Promise<Events[Name]>;
	/** The next event of any name. */
	any(): Promise<{ name: string; data: unknown }>;
	/** What has come and not been taken. */
	waiting: readonly LiveEvent[];
	/** Resolves when the CSMS has begun to tell. */
	opened: Promise<void>;
}

/** Reads the live stream, of the administrator unless told otherwise, until the test ends. */
export async function readEvents(
	url: string,
	{
		path = "/events",
		headers = { authorization: `Bearer ${TOKEN}` },
	}: {
		path?: string;
		headers?: Record<string, string>;
	} = {},
): Promise<LiveStream> {
	const abort = new AbortController();
	onTestFinished(() => abort.abort());
	const response = await fetch(`${url}/api/v1${path}`, { headers, signal: abort.signal });
	const waiting: LiveEvent[] = [];
	let wake = () => {};
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	void (async () => {
		let text = "";
		for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
			text += chunk;
			for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
				const event = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end));
				text = text.slice(end + 2);
				open();
				if (event) waiting.push({ name: event[1], data: JSON.parse(event[2]) } as LiveEvent);
				wake();
			}
		}
	})().catch(() => {});
	async function any(): Promise<LiveEvent> {
		for (;;) {
			const event = waiting.shift();
			if (event) return event;
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
	}
	return {
		any,
		opened,
		waiting,
		async next(name) {
			for (;;) {
				const event = await any();
				if (event.name === name) return event.data as Events[typeof name];
			}
		},
	};
}
