import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { DEBIAN } from "./find-postgres";

/** Milliseconds until a server must answer. */
const PATIENCE = 30_000;
const SUPERUSER = "postgres";
/** Who owns the databases of the tests, without any other right. */
export const USER = "csms";

/** A shell becomes the server; what it leaves behind ends the server when the tests' process is no more. */
const UNTIL_END =
	'exec 3<&0; (read line <&3 || kill -INT $$) >/dev/null 2>&1 & exec "$0" "$@" 3<&- </dev/null';

/** A PostgreSQL server of the tests' own, in a folder that is gone after it. */
export interface PostgresServer {
	/** Holds its Unix socket. */
	readonly folder: string;
	/** Of a database on this server, for a user with its password. */
	url(database: string, user?: string): string;
	/** Runs statements as the superuser. */
	run(...statements: string[]): Promise<void>;
	/** Ends the server process, as a power cut would with SIGKILL. */
	kill(signal: NodeJS.Signals): Promise<void>;
	start(): Promise<void>;
	/** Ends it and removes its folder. */
	remove(): Promise<void>;
}

/** Makes a server in a folder of its own and starts it; the settings are those of postgresql.conf. */
export async function makePostgres(bin: string, settings: Record<string, string>): Promise<PostgresServer> {
	const folder = mkdtempSync(join(tmpdir(), "postgres-"));
	const owner = otherUser();
	if (owner) chownSync(folder, owner.uid, owner.gid);
	const data = join(folder, "data");
	const password = randomUUID();
	let child: ChildProcess | undefined;
	try {
		const programs = owner ? readable(bin, folder) : bin;
		const parameters = ["-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
		const { status, stderr } = spawnSync(join(programs, "initdb"), parameters, {
			...owner,
			cwd: folder,
			encoding: "utf8",
		});
		if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
		const all = {
			listen_addresses: "",
			unix_socket_directories: folder,
			max_connections: "300",
			shared_buffers: "32MB",
			...settings,
		};
		const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`);
		writeFileSync(join(data, "postgresql.conf"), lines.join(""));
		writeFileSync(join(data, "pg_hba.conf"), `local all ${SUPERUSER} trust\nlocal all all scram-sha-256\n`);

		const url = (database: string, user = USER) =>
			`postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(folder)}`;
		const run = async (...statements: string[]) => {
			const client = new Client({ connectionString: url("postgres", SUPERUSER) });
			await client.connect();
			try {
				for (const statement of statements) await client.query(statement);
			} finally {
				await client.end();
			}
		};
		const start = async () => {
			child = spawn("sh", ["-c", UNTIL_END, join(programs, "postgres"), "-D", data], {
				...owner,
				cwd: folder,
				stdio: ["pipe", "ignore", "pipe"],
			});
			let log = "";
			child.stderr!.on("data", (text) => {
				log = `${log}${text}`.slice(-10_000);
			});
			const deadline = Date.now() + PATIENCE;
			for (;;) {
				try {
					return await run();
				} catch {
					if (child.exitCode !== null || Date.now() > deadline)
						throw new Error(`PostgreSQL did not start: ${log}`);
					await delay(50);
				}
			}
		};
		const kill = async (signal: NodeJS.Signals) => {
			if (!child || child.exitCode !== null || child.signalCode !== null) return;
			const ended = once(child, "close");
			child.stdin!.end("ended\n");
			child.kill(signal);
			await ended;
		};
		await start();
		await run(`create role ${USER} login password '${password}'`);
		return {
			folder,
			url,
			run,
			kill,
			start,
			async remove() {
				await kill("SIGINT");
				rmSync(folder, { recursive: true, force: true });
			},
		};
	} catch (error) {
		child?.kill("SIGKILL");
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as nobody. */
function otherUser(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return;
	const users = readFileSync("/etc/passwd", "utf8")
		.split("\n")
		.map((line) => line.split(":"));
	const found = ["postgres", "nobody"].map((name) => users.find(([user]) => user === name)).find(Boolean);
	if (!found) throw new Error("There is no user but root to run PostgreSQL as");
	return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** npm's programs lie where perhaps only root may read: other users get a copy. */
function readable(bin: string, folder: string): string {
	if (bin.startsWith(DEBIAN)) return bin;
	const copy = join(folder, "programs");
	cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
	return join(copy, "bin");
}
