import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { DiagnosisStage } from "./diagnosis-stage";

/** Each fault is made with the simulator, and found by the CSMS. */

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const stage = new DiagnosisStage();
stage.set();

async function health(): Promise<string> {
	return (await stage.api("GET", "/charge-points/CP001")).health;
}

test("a hardware fault, with what makes the charge point's health", async () => {
	await stage.open();
	await stage.start();
	await stage.until(async () => (await health()) === "good");
	await stage.driver.input("fault", { errorCode: "GroundFailure", active: true });
	const found = await stage.found("hardware-fault");
	expect(found).toMatchObject({
		...{
			identity: "CP001",
			connectorId: 1,
			subject: "GroundFailure",
			words: "GroundFailure",
			severity: "fault",
		},
		...{ until: null, count: 1 },
	});
	expect(await health()).toBe("fault");
	// The evidence is one click away: its address has the record.
	const [evidence] = found.evidence;
	const records: { id: number; errorCode: string }[] = await stage.api("GET", evidence.address);
	expect(records.find(({ id }) => id === evidence.id)?.errorCode).toBe("GroundFailure");
	// Somebody takes care of it; the first one stays.
	const taken = await stage.api("POST", `/diagnoses/${found.id}/acknowledge`);
	expect(taken).toMatchObject({ id: found.id, acknowledgedBy: "api-token" });
	await stage.driver.input("fault", { errorCode: "GroundFailure", active: false });
	await stage.over("hardware-fault");
	expect(await stage.api("GET", `/diagnoses/${found.id}`)).toMatchObject({ until: expect.any(String) });
	expect(await health()).toBe("good");
});

test("power cuts again and again: reboots that nobody has asked for, and a connection that flaps", async () => {
	await stage.open();
	await stage.start();
	for (let i = 0; i < 5; i++) {
		await stage.driver.power(false);
		await stage.driver.power(true);
		await stage.driver.until((_, { connected, registration }) => connected && registration === "Accepted");
	}
	const reboots = await stage.found("rebooted", ({ count }) => count === 5);
	expect(reboots).toMatchObject({ severity: "warning", words: "rebooted", facts: { lastDay: 5 } });
	expect(reboots.evidence.map(({ facts }) => facts.reason)).toEqual(Array(5).fill("unknown"));
	const flapping = await stage.found("connection-flapping");
	expect(flapping).toMatchObject({ words: "connectionBroken", count: 5, facts: { closeCode: 1006 } });
	// Without the power it is away.
	await stage.driver.power(false);
	expect(await stage.diagnoses("offline")).toEqual([]);
	stage.ahead = 20 * MINUTE;
	await stage.found("offline", ({ severity }) => severity === "warning");
	stage.ahead = 2 * HOUR;
	await stage.found("offline", ({ severity }) => severity === "fault");
	await stage.over("connection-flapping");
	await stage.driver.power(true);
	await stage.over("offline");
	stage.ahead = DAY + HOUR;
	await stage.over("rebooted");
});

test("a Reset is no unexpected reboot", async () => {
	await stage.open();
	await stage.start();
	await stage.command("Reset", { type: "Soft" });
	await stage.until(
		async () => (await stage.api("GET", "/charge-points/CP001/boot-notifications")).length === 2,
	);
	await stage.until(async () => (await stage.api("GET", "/charge-points/CP001")).connected);
	// What comes after it in the same look is found: it was looked at.
	await stage.driver.input("fault", { errorCode: "WeakSignal", active: true });
	await stage.found("hardware-fault");
	expect(await stage.diagnoses("rebooted")).toEqual([]);
});

test("a charge point that is connected and silent, and does not answer commands", async () => {
	await stage.open({ messageTimeout: 1, pingInterval: 3600 });
	await stage.start();
	await stage.driver.network(false);
	expect(await stage.diagnoses("heartbeats-missed")).toEqual([]);
	stage.ahead = 15 * MINUTE;
	expect(await stage.found("heartbeats-missed")).toMatchObject({
		...{ severity: "warning", words: "heartbeatsMissed" },
		facts: { intervalSeconds: 300 },
	});
	stage.ahead = 0;
	await stage.over("heartbeats-missed");
	await stage.command("GetConfiguration");
	await stage.command("ClearCache");
	expect(await stage.found("command-unanswered")).toMatchObject({
		count: 2,
		facts: { action: "ClearCache" },
	});
	await stage.driver.network(true);
	await stage.driver.until((_, { connected }) => connected, 20);
	await stage.until(async () => {
		await stage.command("ClearCache");
		return (await stage.diagnoses("command-unanswered")).length === 0;
	});
});

test("rejected commands", async () => {
	await stage.open();
	await stage.start();
	for (let i = 0; i < 3; i++) {
		await stage.command("ChangeConfiguration", { key: "HeartbeatInterval", value: "never" });
	}
	const found = await stage.found("command-rejected", ({ severity }) => severity === "warning");
	expect(found).toMatchObject({
		...{ subject: "ChangeConfiguration", words: "commandRejected", count: 3 },
		facts: { answer: "Rejected", key: "HeartbeatInterval" },
	});
	await stage.command("ChangeConfiguration", { key: "HeartbeatInterval", value: "300" });
	await stage.over("command-rejected");
});

test("ids that are refused again and again", async () => {
	await stage.open();
	await stage.start();
	const present = async (idTag: string, times: number) => {
		const count = async () =>
			(await stage.api("GET", "/authorizations?refused=true")).filter(
				(one: { idTag: string }) => one.idTag === idTag,
			).length;
		for (let i = 1; i <= times; i++) {
			await stage.driver.input("idTag", idTag);
			await stage.until(async () => (await count()) === i);
		}
	};
	await stage.driver.input("plug", true);
	await stage.driver.untilStatus("Preparing");
	await present("STRANGER", 3);
	expect(await stage.found("id-refused")).toMatchObject({
		subject: "stranger",
		words: "idUnknown",
		count: 3,
	});
	for (const id of ["A", "B", "C", "D"]) await present(id, 1);
	expect(await stage.found("all-ids-refused")).toMatchObject({ severity: "fault", facts: { ids: 5 } });
	await stage.api("POST", "/id-tags", { idTag: "STRANGER" });
	await stage.driver.input("idTag", "STRANGER");
	await stage.over("id-refused");
	await stage.over("all-ids-refused");
});

test("a session that goes on and on, and one whose end never comes", async () => {
	await stage.open();
	await stage.api("POST", "/id-tags", { idTag: "ALICE" });
	await stage.start();
	const transactionId = await stage.charge();
	stage.ahead = 2 * DAY + HOUR;
	expect(await stage.found("transaction-long")).toMatchObject({ subject: String(transactionId) });
	stage.ahead = 0;
	await stage.over("transaction-long");
	// The charge point is replaced by a new one, which knows nothing of the session.
	await stage.driver.kill();
	rmSync(join(stage.driver.data, "flash.bin"));
	await stage.start();
	expect(await stage.diagnoses("transaction-not-stopped")).toEqual([]);
	stage.ahead = 20 * MINUTE;
	const found = await stage.found("transaction-not-stopped");
	expect(found).toMatchObject({ connectorId: 1, count: 1, facts: { transactionId, idTag: "ALICE" } });
	expect(found.words).toMatch(/^open(SinceBoot|WhileAvailable)$/);
	await stage.api("POST", `/transactions/${transactionId}/close`, {});
	await stage.over("transaction-not-stopped");
});

test("a charge point whose messages break the schema", async () => {
	await stage.open();
	await stage.start();
	expect(await stage.diagnoses("schema-broken")).toEqual([]);
	stage.line.bendOut = (frame) => {
		if (frame[2] === "StatusNotification") Object.assign(frame[3] as object, { status: "Bored" });
	};
	await stage.driver.input("plug", true);
	const found = await stage.found("schema-broken");
	expect(found).toMatchObject({
		words: "schemaRefused",
		severity: "warning",
		facts: { action: "StatusNotification" },
	});
	expect(found.evidence[0]).toMatchObject({ what: "violation", address: "/charge-points/CP001/violations" });
	stage.line.bendOut = (frame) => {
		if (frame[0] === 3) frame[2] = { status: 7 };
	};
	await stage.command("ClearCache");
	await stage.found("protocol-broken");
	stage.line.bendOut = () => {};
	stage.ahead = DAY + MINUTE;
	await stage.over("schema-broken");
	await stage.over("protocol-broken");
});

test("a charge point whose clock is wrong", async () => {
	await stage.open();
	await stage.start();
	await stage.driver.input("plug", true);
	await stage.driver.untilStatus("Preparing");
	expect(await stage.diagnoses("clock-wrong")).toEqual([]);
	await stage.setTime(HOUR);
	await stage.driver.input("plug", false);
	const { facts, words } = await stage.found("clock-wrong");
	expect(words).toBe("clockAhead");
	expect(Math.abs(Number(facts.seconds) - 3600)).toBeLessThan(10);
	await stage.setTime(0);
	await stage.driver.input("plug", true);
	await stage.over("clock-wrong");
});

test("a charge point that does not come back", async () => {
	await stage.open();
	await stage.start();
	expect(await stage.diagnoses("offline")).toEqual([]);
	await stage.driver.power(false);
	await stage.until(async () => !(await stage.api("GET", "/charge-points/CP001")).connected);
	stage.ahead = 20 * MINUTE;
	expect(await stage.found("offline")).toMatchObject({ severity: "warning", words: "offline", count: 1 });
	stage.ahead = 2 * DAY;
	const found = await stage.found("offline", ({ severity }) => severity === "fault");
	expect(Date.now() - Date.parse(found.since)).toBeLessThan(HOUR);
	expect(await health()).toBe("fault");
	expect(await stage.api("GET", found.evidence[0].address)).toContainEqual(
		expect.objectContaining({ id: found.evidence[0].id }),
	);
	stage.ahead = 0;
	await stage.driver.power(true);
	await stage.over("offline");
	await stage.until(async () => (await health()) === "good");
});

test.each([
	["idBlocked", { blocked: true }, { blocked: false }],
	["idExpired", { expiryDate: "2026-01-01T00:00:00Z" }, { expiryDate: null }],
])("%s: a card is refused again and again, until it is good", async (words, bad, good) => {
	await stage.open();
	await stage.api("POST", "/id-tags", { idTag: "ALICE", ...bad });
	await stage.start();
	await stage.driver.input("plug", true);
	await stage.driver.untilStatus("Preparing");
	for (let i = 1; i <= 3; i++) {
		await stage.driver.input("idTag", "ALICE");
		await stage.until(async () => (await stage.api("GET", "/authorizations?refused=true")).length === i);
	}
	expect(await stage.found("id-refused")).toMatchObject({ subject: "alice", words, count: 3 });
	await stage.api("PATCH", "/id-tags/ALICE", good);
	await stage.driver.input("idTag", "ALICE");
	await stage.over("id-refused");
});

test("a charge point whose clock is slow", async () => {
	await stage.open();
	await stage.start();
	await stage.driver.input("plug", true);
	await stage.driver.untilStatus("Preparing");
	// The time of the CSMS goes on without the charge point.
	const rightTime = Date.now;
	const ahead = vi.spyOn(Date, "now").mockImplementation(() => rightTime() + HOUR);
	try {
		for (const plugged of [false, true]) {
			await stage.driver.input("plug", plugged);
			await stage.driver.untilStatus(plugged ? "Preparing" : "Available");
		}
		const { facts, words } = await stage.found("clock-wrong");
		expect(words).toBe("clockBehind");
		expect(Math.abs(Number(facts.seconds) - 3600)).toBeLessThan(10);
	} finally {
		ahead.mockRestore();
	}
	await stage.driver.input("plug", false);
	await stage.over("clock-wrong");
});

test("firmware that cannot be fetched", async () => {
	await stage.open();
	await stage.start();
	await stage.command("UpdateFirmware", {
		...{ location: `${stage.csms.url}/api/nowhere.bin`, retrieveDate: new Date().toISOString() },
		...{ retries: 0 },
	});
	const found = await stage.found("firmware-update-failed");
	expect(found).toMatchObject({
		words: "firmwareDownload",
		severity: "warning",
		facts: { status: "DownloadFailed" },
	});
	expect(await stage.api("GET", found.evidence[0].address)).toMatchObject({
		id: found.facts.updateId,
		state: "Failed",
	});
});

test("a local list for which there is no room", async () => {
	await stage.open({ localListDelay: 0.01 });
	for (const idTag of ["ALICE", "BOB", "CAROL"]) await stage.api("POST", "/id-tags", { idTag });
	await stage.start("--set", "LocalAuthListMaxLength=2");
	await stage.api("PUT", "/charge-points/CP001/local-list", { follows: true });
	expect(await stage.found("local-list-out-of-step")).toMatchObject({ severity: "warning" });
	await stage.api("DELETE", "/id-tags/CAROL");
	await stage.over("local-list-out-of-step");
});
