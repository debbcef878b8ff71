import { Readable } from "node:stream";
import { CONTENT_TYPES, type ReportProblem } from "../api/schemas/reports";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import type { ReportRunRow } from "../database/tables/reports";
import { receiveFile } from "../files/receiving";
import { discardFile, sweepFiles } from "../files/sweeping";
import { Problem } from "../problem";
import { periodBefore } from "../records/report-periods";
import { beginRun, endRun, findRun, forgetRuns, listRunning, takeOver, toRun } from "../records/report-runs";
import { beginDue, findSchedule, isAnyDue } from "../records/report-schedules";
import { readSettings } from "../records/settings";
import { readFile, type StoredFile } from "../records/stored-files";
import { translator } from "../texts/translator";
import { reportOf } from "./make-report";
import type { Report } from "./report";
import { fileNameOf, fileOf } from "./report-file";

/** Milliseconds between two removals of what need not be kept any longer. */
const FORGETTING = 3_600_000;
/** Bytes of a file that is sent with the mail; many servers take no larger one. */
const MOST_ATTACHED = 15 * 1024 * 1024;

/**
 * Makes the reports of the schedules when they are due, each by one of the processes alone, and keeps them. One
 * that was due while the CSMS was down is made at its next start; one whose process dies is made by another.
 */
export class ReportRuns {
	#context!: Context;
	#timer: NodeJS.Timeout | undefined;
	#endForgetting: (() => Promise<void>) | undefined;
	/** The runs that this process makes. */
	readonly #known = new Set<number>();
	/** One report after another. */
	#making: Promise<void> = Promise.resolve();
	#looking: Promise<void> | undefined;
	#stopped = false;

	/** Begins, also with what was due before; `interval`: milliseconds between two looks. */
	start(context: Context, interval: number): void {
		this.#context = context;
		this.#timer = setInterval(() => this.#wake(), interval);
		this.#timer.unref();
		this.#endForgetting = context.cluster.every("forget reports", FORGETTING, () => this.#forget());
		this.#wake();
	}

	/** What is being made is made at the next start, or by another process. */
	async stop(): Promise<void> {
		this.#stopped = true;
		clearInterval(this.#timer);
		await this.#endForgetting?.();
		await this.#looking;
		await this.#making;
	}

	/** Has the newest report of a schedule made at once. Throws a Problem (404). Answers its run. */
	async makeNow(scheduleId: number, account: string): Promise<ReportRunRow> {
		const { store, cluster, settings } = this.#context;
		const at = Date.now();
		const { timeZone } = await readSettings(store.db, settings);
		const process = cluster.id;
		const row = await store.write(async (trx) => {
			const schedule = await findSchedule(trx, scheduleId);
			const { first, last } = periodBefore(at, schedule.rhythm, timeZone);
			return findRun(trx, await beginRun(trx, schedule, { first, last, at, account, process }));
		});
		this.#take(row.id, process);
		return row;
	}

	#wake(): void {
		this.#looking ??= this.#look()
			.catch((error) => this.#context.log.error(error, "The schedules of reports could not be looked after."))
			.finally(() => {
				this.#looking = undefined;
			});
	}

	async #look(): Promise<void> {
		const { store, cluster, settings } = this.#context;
		const process = cluster.id;
		const at = Date.now();
		const { timeZone } = await readSettings(store.db, settings);
		if (await isAnyDue(store.db, at, timeZone)) {
			const begun = await store.write((trx) => beginDue(trx, { at, timeZone, process }));
			for (const id of begun) this.#take(id, process);
		}
		const running = await listRunning(store.db);
		if (running.every(({ id, claimed_by }) => claimed_by === process && this.#known.has(id))) return;
		const known = this.#known;
		const { taken, givenUp } = await store.write((trx) => takeOver(trx, { process, known, at }));
		for (const id of taken) this.#take(id, process);
		for (const id of givenUp) await this.#tell(id);
	}

	#take(id: number, process: number): void {
		this.#known.add(id);
		this.#making = this.#making.then(async () => {
			try {
				if (this.#stopped) return;
				await this.#tell(id);
				await this.#make(await findRun(this.#context.store.db, id), process);
				await this.#tell(id);
			} catch (error) {
				this.#context.log.error({ err: error, report: id }, "A report could not be made; it is tried again.");
			} finally {
				this.#known.delete(id);
			}
		});
	}

	async #make(run: ReportRunRow, process: number): Promise<void> {
		const { store, notices, fileLimits, log } = this.#context;
		let report: Report;
		let file: StoredFile;
		try {
			const { kind, language, first_day, last_day, format } = run;
			report = await reportOf(this.#context, { kind, language, from: first_day, to: last_day });
			const pieces = Readable.from(bytesOf(await fileOf(this.#context, report, format)));
			file = await receiveFile(store, pieces, { purpose: "report", limits: fileLimits });
		} catch (error) {
			// Its thread ends with the CSMS.
			if (this.#stopped) return;
			log.error({ err: error, report: run.id }, "A report could not be made.");
			await store.write((trx) => endRun(trx, run.id, process, { at: Date.now(), problem: problemOf(error) }));
			return;
		}
		const recipients: string[] = JSON.parse(run.recipients);
		const isMailed = recipients.length > 0 && (await notices.isMailSetUp());
		const name = fileNameOf(report, run.format);
		const end = { at: Date.now(), file: { ...file, name } };
		const isEnded = await store.write((trx) => {
			const problem = recipients.length > 0 && !isMailed ? "no-mail-server" : undefined;
			return endRun(trx, run.id, process, { ...end, problem });
		});
		if (!isEnded) {
			await discardFile(store, file.id);
			return;
		}
		if (isMailed) await this.#mail(run, report, file, recipients);
	}

	/** The report is made and kept whatever becomes of the mail. */
	async #mail(run: ReportRunRow, report: Report, file: StoredFile, recipients: string[]): Promise<void> {
		const { store, notices, log } = this.#context;
		const mail = await mailOf(store.db, run, report, file);
		try {
			await notices.mail({ ...mail, to: recipients });
		} catch (error) {
			log.error({ err: error, report: run.id }, "A report could not be sent.");
			await store.write(async (trx) => {
				await trx.updateTable("report_run").set({ problem: "not-queued" }).where("id", "=", run.id).execute();
			});
		}
	}

	async #tell(id: number): Promise<void> {
		const { store, live } = this.#context;
		if (live.watches("report-run")) live.tell("report-run", toRun(await findRun(store.db, id)));
	}

	async #forget(): Promise<void> {
		const { store } = this.#context;
		const forgotten = await store.write((trx) => forgetRuns(trx, Date.now()));
		if (forgotten > 0) await sweepFiles(store);
	}
}

async function* bytesOf(pieces: AsyncIterable<string> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
	for await (const piece of pieces) yield Buffer.from(piece);
}

function problemOf(error: unknown): ReportProblem {
	const status = error instanceof Problem ? error.statusCode : 500;
	if (status === 413) return "too-many-rows";
	return status === 507 ? "no-room" : "failed";
}

interface ReportMail {
	subject: string;
	text: string;
	attachments: { filename: string; contentType: string; content: Uint8Array }[];
}

async function mailOf(
	db: Db,
	{ language, format }: ReportRunRow,
	report: Report,
	file: StoredFile,
): Promise<ReportMail> {
	const t = translator(language);
	const [[, period]] = report.facts;
	const filename = fileNameOf(report, format);
	const isAttached = file.size <= MOST_ATTACHED;
	const lines = [
		...(report.author === null ? [] : [report.author, ""]),
		...report.facts.map(([label, value]) => `${label}: ${value}`),
		"",
		isAttached ? t("reportMail.attached", { filename }) : t("reportMail.tooLarge", { filename }),
	];
	return {
		subject: t("reportMail.subject", { title: report.title, period }),
		text: `${lines.join("\n")}\n`,
		attachments: isAttached
			? [{ filename, contentType: CONTENT_TYPES[format], content: await contentOf(db, file) }]
			: [],
	};
}

async function contentOf(db: Db, { id, size }: StoredFile): Promise<Uint8Array> {
	const pieces: Buffer[] = [];
	for await (const piece of readFile(db, id, 0, size)) pieces.push(piece);
	return Buffer.concat(pieces);
}
