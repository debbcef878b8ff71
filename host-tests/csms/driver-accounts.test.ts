import { expect, test } from "vitest";
import { newAccount, type SignedIn, signIn } from "./accounts-of-tests";
import { boot } from "./charge-point-peer";
import { PASSWORD, readEvents, shareCsms } from "./running-csms";

const csms = shareCsms();

/** A session of an id on a charge point of its own, with its number. */
async function charge(identity: string, idTag: string) {
	const peer = await boot(csms.ocpp, identity);
	const [, , { transactionId }] = await peer.call("StartTransaction", {
		...{ connectorId: 1, idTag, meterStart: 1000, timestamp: "2026-03-01T10:00:00Z" },
	});
	const stop = () =>
		peer.call("StopTransaction", {
			...{ transactionId, meterStop: 6000, timestamp: "2026-03-01T11:00:00Z" },
		});
	const meter = (timestamp: string, wh: number) =>
		peer.call("MeterValues", {
			...{ connectorId: 1, transactionId },
			meterValue: [{ timestamp, sampledValue: [{ value: String(wh) }] }],
		});
	return { peer, transactionId: transactionId as number, stop, meter };
}

test("a registration that cannot be says which field is somebody's already", async () => {
	const register = (body: object) => csms.rest("POST", "/registrations", body, {});
	const form = { name: "Ann", email: "ann@example.com", idTag: "ANN-1", password: PASSWORD };
	expect((await register(form)).status).toBe(201);
	expect(await register({ ...form, email: "other@example.com" })).toMatchObject({
		...{ status: 409, body: { field: "idTag", error: 'The id "ANN-1" is already taken.' } },
	});
	expect(await register({ ...form, idTag: "ANN-2" })).toMatchObject({
		...{ status: 409, body: { field: "email", error: expect.stringContaining("ann@example.com") } },
	});
});

test("who waits follows the own registration live, with the key or signed in", async () => {
	const form = { name: "Ben", email: "ben@example.com", password: PASSWORD };
	const { body } = await csms.rest("POST", "/registrations", form, {});
	const status = `/registrations/${body.statusKey}`;
	expect((await csms.rest("GET", `${status}/status`, undefined, {})).body).toMatchObject({
		...{ status: "Pending", account: "ben@example.com" },
	});
	const ben = await signIn(csms, "ben@example.com");
	const withKey = await readEvents(csms.url, { path: `${status}/events`, headers: {} });
	const signedIn = await readEvents(csms.url, { path: "/me/events", headers: { cookie: ben.cookie } });
	await Promise.all([withKey.opened, signedIn.opened]);
	await csms.rest("POST", "/registrations", { name: "Other", email: "o@example.com" }, {});
	await charge("ACCOUNTS-1", "NOBODY");
	await csms.rest("POST", `/registrations/${body.id}/accept`);
	const told = { name: "registration", data: { idTag: body.idTag, status: "Accepted" } };
	expect(await withKey.any()).toEqual(told);
	expect(await signedIn.any()).toEqual(told);
	expect((await csms.rest("GET", "/registrations/wrong/events", undefined, {})).status).toBe(404);
});

test("of the streams of one registration the oldest gives way", async () => {
	const { body } = await csms.rest("POST", "/registrations", { name: "Cy", email: "cy@example.com" }, {});
	const address = `${csms.url}/api/v1/registrations/${body.statusKey}/events`;
	const open = async () => (await fetch(address)).body!.getReader();
	const first = await open();
	await first.read();
	const others = [await open(), await open(), await open(), await open(), await open()];
	expect((await first.read()).done).toBe(true);
	for (const reader of others) await reader.cancel();
});

test("a driver calls a card something, before and after it is accepted", async () => {
	const dan = await newAccount(csms, "driver", "dan", "DAN-1");
	const added = await dan.rest("POST", "/me/id-tags", { idTag: "DAN-2", label: " Key ring " });
	expect(added.body).toMatchObject({ idTag: "DAN-2", label: "Key ring", status: "Pending" });
	const [{ id }] = (await csms.rest("GET", "/registrations?status=Pending&limit=1")).body;
	await csms.rest("POST", `/registrations/${id}/accept`);
	await dan.rest("PATCH", "/me/id-tags/DAN-1", { label: "Wallet" });
	const labels = async () =>
		(await dan.rest("GET", "/me/id-tags")).body.map((card: { label: string }) => card.label);
	expect(await labels()).toEqual(["Wallet", "Key ring"]);
	await dan.rest("PATCH", "/me/id-tags/DAN-1", { label: null });
	expect(await labels()).toEqual([null, "Key ring"]);
	expect((await dan.rest("PATCH", "/me/id-tags/DAN-1", { label: " " })).status).toBe(400);
	expect((await dan.rest("PATCH", "/me/id-tags/DAN-1", { label: "x", blocked: false })).status).toBe(403);
	const audit = JSON.stringify((await csms.rest("GET", "/audit?limit=1000")).body);
	for (const own of ["Key ring", "Wallet"]) expect(audit).not.toContain(own);
});

test("a card that its driver blocks leaves the local lists", async () => {
	const eva = await newAccount(csms, "driver", "eva", "EVA-1");
	const peer = await boot(csms.ocpp, "ACCOUNTS-2");
	await csms.rest("PUT", "/charge-points/ACCOUNTS-2/local-list", { follows: true });
	const listed: unknown[] = [];
	const answerAll = async () => {
		for (;;) {
			const [, messageId, action, payload] = await peer.received();
			if (action === "SendLocalList") listed.push(JSON.stringify(payload));
			const answers: Record<string, object> = {
				GetLocalListVersion: { listVersion: listed.length },
				SendLocalList: { status: "Accepted" },
				GetConfiguration: { configurationKey: [] },
			};
			peer.send(JSON.stringify([3, messageId, answers[action] ?? {}]));
		}
	};
	void answerAll().catch(() => {});
	await expect.poll(() => listed.join(), { timeout: 10_000 }).toContain("EVA-1");
	const before = listed.length;
	await eva.rest("PATCH", "/me/id-tags/EVA-1", { blocked: true });
	await expect.poll(() => listed.slice(before).join(), { timeout: 10_000 }).toContain("EVA-1");
	expect(listed.slice(before).join()).not.toContain('"idTag":"EVA-1","idTagInfo":{"status":"Accepted"');
});

test("a card that charges elsewhere is not started with; the time to plug in is told where it is known", async () => {
	const flo = await newAccount(csms, "driver", "flo", "FLO-1");
	const running = await charge("ACCOUNTS-3", "FLO-1");
	const peer = await boot(csms.ocpp, "ACCOUNTS-4");
	await peer.call("StatusNotification", { connectorId: 1, status: "Available", errorCode: "NoError" });
	const start = () =>
		flo.rest("POST", "/me/remote-start", { identity: "ACCOUNTS-4", connectorId: 1, idTag: "FLO-1" });
	expect(await start()).toMatchObject({
		...{ status: 409, body: { error: 'The id "FLO-1" is charging elsewhere already.' } },
	});
	await running.stop();
	const started = start();
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	expect((await started).status).toBe(200);

	const configuration = csms.rest("POST", "/charge-points/ACCOUNTS-4/commands/GetConfiguration", {});
	const [, configurationId] = await peer.received();
	const configurationKey = [{ key: "ConnectionTimeOut", readonly: false, value: "90" }];
	peer.send(JSON.stringify([3, configurationId, { configurationKey }]));
	await configuration;
	expect((await flo.rest("GET", "/me/connectors")).body).toContainEqual(
		expect.objectContaining({ identity: "ACCOUNTS-4", connectionTimeout: 90 }),
	);
});

test("the newest meter values of a session are asked for alone", async () => {
	const gil = await newAccount(csms, "driver", "gil", "GIL-1");
	const { transactionId, meter } = await charge("ACCOUNTS-5", "GIL-1");
	for (const minute of [1, 2, 3]) await meter(`2026-03-01T10:0${minute}:00Z`, 1000 + minute);
	const read = async (query: string) =>
		(await gil.rest("GET", `/me/transactions/${transactionId}/meter-values${query}`)).body.map(
			({ energyWh }: { energyWh: number }) => energyWh,
		);
	expect(await read("?newest=2")).toEqual([1002, 1003]);
	expect(await read("")).toEqual([1001, 1002, 1003]);
});

test("a driver gets a file of all that is kept, and of nobody else", async () => {
	const hana = await newAccount(csms, "driver", "hana", "HANA-1");
	await newAccount(csms, "driver", "stranger", "STRANGER-1");
	const { transactionId, stop, peer } = await charge("ACCOUNTS-6", "HANA-1");
	await stop();
	await peer.call("Authorize", { idTag: "HANA-1" });
	const other = await charge("ACCOUNTS-7", "STRANGER-1");
	await other.stop();
	const answer = await hana.rest("GET", "/me/data");
	expect(answer.headers.get("content-disposition")).toMatch(
		/^attachment; filename="charging-data-[\d-]+\.json"$/,
	);
	expect(answer.body).toMatchObject({
		account: { account: "hana@example.com", name: "hana", email: "hana@example.com" },
		registrations: [{ idTag: "HANA-1", status: "Accepted", consentAt: expect.any(String) }],
		idTags: [{ idTag: "HANA-1" }],
		transactions: [{ transactionId, energyWh: 5000 }],
		presentations: [{ action: "Authorize", status: "Accepted", identity: "ACCOUNTS-6" }],
		sessions: [{ address: expect.any(String) }],
	});
	expect(JSON.stringify(answer.body)).not.toMatch(/stranger|hash|scrypt/i);
});

test("a closed account leaves the session without a person", async () => {
	const ivo = await newAccount(csms, "driver", "ivo", "IVO-1");
	const { transactionId, stop } = await charge("ACCOUNTS-8", "IVO-1");
	const close = (oldPassword: string) => ivo.rest("POST", "/me/closing", { oldPassword });
	expect((await close("wrong password")).status).toBe(403);
	expect(await close(PASSWORD)).toMatchObject({
		...{ status: 409, body: { error: "A session is running; stop it first." } },
	});
	await stop();
	const closed = await close(PASSWORD);
	expect(closed.status).toBe(204);
	expect(closed.headers.get("set-cookie")).toMatch(/csms-session=;/);
	expect((await ivo.rest("GET", "/me")).status).toBe(401);
	expect((await csms.rest("GET", "/id-tags/IVO-1")).status).toBe(404);
	expect((await csms.rest("GET", `/transactions/${transactionId}`)).body).toMatchObject({
		...{ user: null, userId: null, energyWh: 5000 },
	});
	for (const path of ["/users", "/registrations", "/audit?limit=1000", "/commands"]) {
		expect(JSON.stringify((await csms.rest("GET", path)).body), path).not.toContain("ivo@");
	}
	const again = { name: "ivo", email: "ivo@example.com", idTag: "IVO-1", password: PASSWORD };
	expect((await csms.rest("POST", "/registrations", again, {})).status).toBe(201);
});

test("an operator makes a link with which a driver chooses a new password, once", async () => {
	const jo = await newAccount(csms, "driver", "jo", "JO-1");
	const { userId } = (await jo.rest("GET", "/me")).body;
	const make = () => csms.rest("POST", `/users/${userId}/password-link`);
	const [first, second] = [(await make()).body, (await make()).body];
	expect(first).toMatchObject({
		account: "jo@example.com",
		mailed: false,
		path: expect.stringMatching(/^\/new-password\//),
	});
	const lasts = Date.parse(first.expiresAt) - Date.now();
	expect(lasts).toBeGreaterThan(59 * 60_000);
	expect(lasts).toBeLessThanOrEqual(60 * 60_000);
	const link = (path: string) => path.replace("/new-password/", "/password-links/");
	const use = (path: string, password: string) => csms.rest("POST", link(path), { password }, {});
	expect((await csms.rest("GET", link(first.path), undefined, {})).body).toEqual({
		...{ account: "jo@example.com", expiresAt: first.expiresAt },
	});
	expect((await use(first.path, "short")).status).toBe(400);
	expect(await use(first.path, "a new password")).toMatchObject({
		...{ status: 200, body: { account: "jo@example.com", role: "driver" } },
	});
	expect((await jo.rest("GET", "/session")).status).toBe(401);
	await signIn(csms, "jo@example.com", "a new password");
	for (const { path } of [first, second]) {
		expect((await use(path, "another password")).status).toBe(404);
		expect((await csms.rest("GET", link(path), undefined, {})).status).toBe(404);
	}
	const key = first.path.split("/").at(-1);
	expect(JSON.stringify((await csms.rest("GET", "/audit?limit=1000")).body)).not.toContain(key);
	const { body: without } = await csms.rest("POST", "/users", { name: "Kay", email: "kay@example.com" });
	expect((await csms.rest("POST", `/users/${without.userId}/password-link`)).status).toBe(409);
	expect((await csms.rest("POST", "/users/999999/password-link")).status).toBe(404);
});

test("what an operator does with a card is told its driver at once, and nobody else", async () => {
	const lu = await newAccount(csms, "driver", "lu", "LU-1");
	const mo = await newAccount(csms, "driver", "mo", "MO-1");
	const follow = async ({ cookie }: SignedIn) => {
		const events = await readEvents(csms.url, { path: "/me/events", headers: { cookie } });
		await events.opened;
		return events;
	};
	const [ofLu, ofMo] = [await follow(lu), await follow(mo)];
	const { userId } = (await mo.rest("GET", "/me")).body;
	await lu.rest("PATCH", "/me/id-tags/LU-1", { blocked: true });
	await csms.rest("PATCH", "/id-tags/lu-1", { blocked: false });
	await csms.rest("PATCH", "/id-tags/LU-1", { userId });
	await csms.rest("DELETE", "/id-tags/LU-1");
	await csms.rest("POST", "/id-tags", { idTag: "MO-2", userId });
	const told = (idTag: string) => ({ name: "id-tag", data: { idTag } });
	/** Without the charge points of other tests, which may still be on their way out. */
	const next = async (events: typeof ofLu) => {
		for (;;) {
			const event = await events.any();
			if (event.name !== "charge-point") return event;
		}
	};
	for (let number = 0; number < 3; number++) expect(await next(ofLu)).toEqual(told("LU-1"));
	for (const idTag of ["LU-1", "LU-1", "MO-2"]) expect(await next(ofMo)).toEqual(told(idTag));
});
