import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readCommandLine } from "../../csms/command-line";
import { isLoopback } from "../../csms/listening";
import { startCsms } from "../../csms/start";
import { connect } from "./charge-point-peer";
import { spawnCsms } from "./csms-process";
import { onPostgres } from "./databases";
import { callRest, runCsms, temporaryFolder } from "./running-csms";

const PATIENCE = 60_000;

/** The one sentence with which a command line ends. */
async function refused(argv: string[], environment?: Record<string, string>): Promise<string> {
	const { code, stdout, stderr } = await (await spawnCsms(argv, environment)).ended;
	expect([code, stdout]).toEqual([1, []]);
	expect(stderr.trimEnd().split("\n").slice(1)).toEqual([]);
	return stderr.trimEnd();
}

test(
	"ready is one line of JSON; the first password is shown once; SIGTERM ends in order",
	async () => {
		const data = join(temporaryFolder(), "made", "by", "the", "csms");
		const argv = ["--port", "0", "--data", data, "--accept-unknown"];
		const first = await spawnCsms(argv);
		const { csms, ocpp } = await first.ready;
		expect(csms).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		expect(ocpp).toBe(`${csms.replace("http", "ws")}/ocpp`);
		const peer = await connect(ocpp, "CP001");
		first.child.kill("SIGTERM");
		const { code, stdout, stderr } = await first.ended;
		expect([code, stdout.length, await peer.closed]).toEqual([0, 1, 1001]);
		const password = /account is "admin" with the password (\S+)\n/.exec(stderr)?.[1] ?? "";
		// In order: nothing is left in the write-ahead log.
		const full = readdirSync(data).filter((file) => statSync(join(data, file)).size > 0);
		expect(full.filter((file) => !file.endsWith("-shm"))).toEqual(onPostgres ? [] : ["csms.db"]);

		const second = await spawnCsms(argv);
		const again = await second.ready;
		const credentials = { account: "admin", password };
		expect((await callRest(again.csms, "POST", "/session", credentials, {})).status).toBe(200);
		expect((await callRest(again.csms, "GET", "/charge-points")).body).toMatchObject([{ identity: "CP001" }]);
		second.child.kill("SIGINT");
		const end = await second.ended;
		expect(end.code).toBe(0);
		expect(end.stderr).not.toContain("password");
		for (const secret of [password, "token-of-the-tests"]) expect(end.stderr).not.toContain(secret);
	},
	PATIENCE,
);

test(
	"a taken port is one sentence",
	async () => {
		const server = createServer().listen(0, "127.0.0.1");
		onTestFinished(() => void server.close());
		await new Promise((resolve) => server.once("listening", resolve));
		const { port } = server.address() as AddressInfo;
		expect(
			await refused(["--port", `${port}`, "--data", temporaryFolder()], { CSMS_ADMIN_PASSWORD: "secret" }),
		).toBe(`Port ${port} of 127.0.0.1 is taken; end the other program or choose another with --port.`);
	},
	PATIENCE,
);

test("an address that is not this machine's is one sentence", async () => {
	const data = temporaryFolder();
	const options = { host: "192.0.2.1", port: 0, data, acceptUnknown: false, acceptRegistrations: false };
	await expect(startCsms(options)).rejects.toThrow(/^Other machines reach 192\.0\.2\.1,/);
	await expect(startCsms({ ...options, unencrypted: true })).rejects.toThrow(
		/^It is not possible to listen on port 0 of 192\.0\.2\.1 \(.*\); try another --host or --port\.$/,
	);
});

test(
	"a folder that cannot be written is one sentence",
	async () => {
		const file = join(temporaryFolder(), "file");
		writeFileSync(file, "");
		expect(await refused(["--port", "0", "--data", join(file, "data")])).toMatch(
			/^The database in .*\/file\/data cannot be opened \(ENOTDIR.*\); choose a folder that can be written with --data\.$/,
		);
	},
	PATIENCE,
);

test.skipIf(onPostgres)(
	"a file that is no SQLite database is one sentence",
	async () => {
		const data = temporaryFolder();
		writeFileSync(join(data, "csms.db"), "This is no database. ".repeat(100));
		expect(await refused(["--port", "0", "--data", data])).toMatch(
			/^The database in .* cannot be opened \(.*\); choose/,
		);
	},
	PATIENCE,
);

test(
	"a port that is none is one sentence",
	async () => {
		expect(await refused(["--port", "http"])).toMatch(/^error: option '--port <PORT>' .*from 0 to 65535\.$/);
	},
	PATIENCE,
);

test(
	"beyond loopback without TLS it does not listen, unless that is said",
	async () => {
		const argv = ["--host", "0.0.0.0", "--port", "0", "--data", temporaryFolder()];
		expect(await refused(argv)).toBe(
			"Other machines reach 0.0.0.0, and passwords and keys would be sent in the clear: give --tls-cert and " +
				"--tls-key, or --unencrypted if a proxy in front ends TLS or the network is trusted.",
		);
		const csms = await spawnCsms([...argv, "--unencrypted"]);
		expect((await csms.ready).csms).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
		csms.child.kill("SIGTERM");
		expect((await csms.ended).code).toBe(0);
		expect(["localhost", "127.0.0.1", "127.1.2.3", "::1"].every(isLoopback)).toBe(true);
		expect(["0.0.0.0", "::", "10.0.0.1", "127.example.com"].some(isLoopback)).toBe(false);
	},
	PATIENCE,
);

test.skipIf(onPostgres)(
	"a second CSMS on the same data folder is refused; a killed one is in nobody's way",
	async () => {
		const data = temporaryFolder();
		const argv = ["--port", "0", "--data", data];
		const first = await spawnCsms(argv, { CSMS_ADMIN_PASSWORD: "secret" });
		await first.ready;
		expect(await refused(argv)).toBe(
			`Another CSMS uses the data folder ${data}; end it, or choose another folder with --data.`,
		);
		first.child.kill("SIGKILL");
		await first.ended;
		const second = await spawnCsms(argv);
		await second.ready;
		second.child.kill("SIGTERM");
		expect((await second.ended).code).toBe(0);
	},
	PATIENCE,
);

test.skipIf(onPostgres)("the folder is taken within one process too, and free after the end", async () => {
	const data = temporaryFolder();
	const first = await runCsms({ data });
	await expect(runCsms({ data })).rejects.toThrow(/^Another CSMS uses the data folder/);
	await first.stop();
	await runCsms({ data });
});

test.skipIf(onPostgres)("what the CSMS makes is for its owner alone", async () => {
	const outer = temporaryFolder();
	const data = join(outer, "made");
	await runCsms({ data });
	const modes = (folder: string) =>
		readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
	expect(modes(outer)).toEqual([["made", "700"]]);
	expect(modes(data).map(([name]) => name)).toEqual(expect.arrayContaining(["csms.db", "csms.db-wal"]));
	expect(new Set(modes(data).map(([, mode]) => mode))).toEqual(new Set(["600"]));

	const older = temporaryFolder();
	chmodSync(older, 0o755);
	writeFileSync(join(older, "csms.db"), "");
	chmodSync(join(older, "csms.db"), 0o644);
	await runCsms({ data: older });
	expect(Object.fromEntries(modes(older))["csms.db"]).toBe("600");
});

test("the options of the contract have their defaults", () => {
	expect(readCommandLine([], {})).toEqual({
		host: "127.0.0.1",
		port: 8180,
		data: ".data/csms",
		acceptUnknown: false,
		acceptRegistrations: false,
		unencrypted: false,
		proxies: [],
	});
	const environment = { CSMS_ADMIN_PASSWORD: "secret", CSMS_API_TOKEN: "token" };
	const files = ["--tls-cert", "c", "--tls-key", "k", "--tls-client-ca", "a"];
	expect(
		readCommandLine([...files, "--accept-unknown", "--accept-registrations"], environment),
	).toMatchObject({
		acceptUnknown: true,
		acceptRegistrations: true,
		tls: { cert: ["c"], key: ["k"], clientCa: "a" },
		adminPassword: "secret",
		apiToken: "token",
	});
});

test("half of TLS is refused", () => {
	expect(() => readCommandLine(["--tls-client-ca", "a"], {})).toThrow("needs --tls-cert and --tls-key");
	expect(() => readCommandLine(["--tls-key", "k"], {})).toThrow("belong together");
});

test("the URL of PostgreSQL comes from --database or DATABASE_URL; what is none is refused without showing it", () => {
	const [url, other] = ["postgres://u:secret@host:5432/csms", "postgresql://u:secret@other/csms"];
	expect(readCommandLine([], { DATABASE_URL: url }).database).toBe(url);
	expect(readCommandLine(["--database", other], { DATABASE_URL: url }).database).toBe(other);
	expect(readCommandLine([], { DATABASE_URL: "" }).database).toBe(undefined);
	for (const wrong of ["mysql://u:secret@host/csms", "host", "", "postgres://u:secret@host:port/csms"]) {
		expect(() => readCommandLine(["--database", wrong], {})).toThrow(
			/^--database is not the URL of a PostgreSQL database; it has the form postgres:\/\/USER:PASSWORD@HOST:5432\/DATABASE\.$/,
		);
	}
	expect(() => readCommandLine([], { DATABASE_URL: "file:csms.db" })).toThrow(/^DATABASE_URL is not/);
});
