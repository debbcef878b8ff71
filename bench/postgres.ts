import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findPostgres } from "../host-tests/csms/find-postgres";
import { makePostgres, USER } from "../host-tests/csms/postgres-server";

/** A PostgreSQL server of the benchmark's own. */
export interface BenchPostgres {
	/** The URL of another empty database. */
	newDatabase(): Promise<string>;
	/** Processor time of all its processes so far, seconds. */
	cpu(): number;
	stop(): Promise<void>;
}

/** Starts one that keeps what it has committed, whatever happens; undefined where there is none. */
export async function startPostgres(): Promise<BenchPostgres | undefined> {
	const bin = findPostgres();
	if (bin === undefined) return;
	const server = await makePostgres(bin, {});
	const [parent] = readFileSync(join(server.folder, "data", "postmaster.pid"), "utf8").split("\n");
	let databases = 0;
	return {
		async newDatabase() {
			const name = `bench${++databases}`;
			await server.run(`create database ${name} owner ${USER}`);
			return server.url(name);
		},
		cpu: () => cpuOfFamily(parent),
		stop: () => server.remove(),
	};
}

/** Of a process, its children and those of them that have ended, seconds. */
function cpuOfFamily(parent: string): number {
	let ticks = 0;
	for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
		let fields: string[];
		try {
			fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
		} catch {
			// It has ended meanwhile.
			continue;
		}
		const [own, ended] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
		if (pid === parent) ticks += own + ended;
		else if (fields[1] === parent) ticks += own;
	}
	return ticks / 100;
}
