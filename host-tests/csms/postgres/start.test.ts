import { expect, test } from "vitest";
import { startCsms } from "../../../csms/start";
import { spawnCsms } from "../csms-process";
import { administer, databaseOf } from "../databases";
import { callRest, temporaryFolder } from "../running-csms";
import { proxyTo } from "./database-proxy";

const PATIENCE = 60_000;

/** The sentence with which a CSMS does not start, without the password. */
async function refused(database: string): Promise<string> {
	const options = { host: "127.0.0.1", port: 0, acceptUnknown: false, acceptRegistrations: false };
	const error = await startCsms({ ...options, data: temporaryFolder(), database }).then(
		() => expect.fail("It started."),
		(error: Error) => error,
	);
	expect(error.constructor.name).toBe("StartError");
	expect(error.message).not.toContain(new URL(database).password);
	return error.message;
}

async function newDatabase(): Promise<URL> {
	return new URL((await databaseOf(temporaryFolder()))!);
}

test("a server that cannot be reached is one sentence", async () => {
	expect(await refused("postgres://csms:secret@127.0.0.1:1/csms")).toMatch(
		/^The PostgreSQL server 127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\); start it, or correct the URL of the database\.$/,
	);
	const proxy = await proxyTo(String(await newDatabase()));
	proxy.cut();
	expect(await refused(proxy.url)).toMatch(/ cannot be reached \(Connection terminated unexpectedly\);/);
});

test("a wrong password is one sentence", async () => {
	const url = await newDatabase();
	url.password = "wrong-secret";
	expect(await refused(String(url))).toMatch(
		/^The PostgreSQL server \/.* refuses the user "csms" \(password authentication failed for user "csms"\); correct the user/,
	);
});

test("a database that is not there is one sentence", async () => {
	const url = await newDatabase();
	url.pathname = "/nowhere";
	expect(await refused(String(url))).toMatch(
		/ has no database "nowhere"; make it with: createdb --owner=csms --encoding=UTF8 nowhere$/,
	);
});

test("a user who may not make tables is one sentence", async () => {
	const url = await newDatabase();
	const name = `empty${url.pathname.slice(1)}`;
	await administer(`create database ${name}`);
	url.pathname = `/${name}`;
	try {
		expect(await refused(String(url))).toMatch(
			/^The user "csms" may not make tables in the database "empty.*" of .* \(permission denied for schema public\); make "csms" its owner\.$/,
		);
	} finally {
		await administer(`drop database ${name} with (force)`);
	}
});

test("a database that does not know every character is one sentence", async () => {
	const url = await newDatabase();
	const name = `latin${url.pathname.slice(1)}`;
	await administer(`create database ${name} owner csms encoding LATIN1 template template0`);
	url.pathname = `/${name}`;
	try {
		expect(await refused(String(url))).toMatch(/^The database has the encoding LATIN1, .* UTF8\.$/);
	} finally {
		await administer(`drop database ${name} with (force)`);
	}
});

test(
	"two processes start at once on an empty database and have one administrator",
	async () => {
		const url = await newDatabase();
		const name = `both${url.pathname.slice(1)}`;
		await administer(`create database ${name} owner csms`);
		url.pathname = `/${name}`;
		try {
			const argv = () => ["--port", "0", "--data", temporaryFolder()];
			const processes = await Promise.all([1, 2].map(() => spawnCsms(argv(), { DATABASE_URL: String(url) })));
			const ready = await Promise.all(processes.map(({ ready }) => ready));
			for (const { csms } of ready) {
				expect((await callRest(csms, "GET", "/accounts")).body).toMatchObject([{ account: "admin" }]);
			}
			for (const { child } of processes) child.kill("SIGTERM");
			const ends = await Promise.all(processes.map(({ ended }) => ended));
			expect(ends.map(({ code }) => code)).toEqual([0, 0]);
			expect(ends.filter(({ stderr }) => stderr.includes("It is shown only this once."))).toHaveLength(1);
			for (const { stderr } of ends) expect(stderr).not.toContain(url.password);
		} finally {
			await administer(`drop database ${name} with (force)`);
		}
	},
	PATIENCE,
);
