import { beforeAll, describe, expect, test } from "vitest";
import { Authority } from "./certificates";
import { bootedRig, type Rig } from "./rig";

const KEY = "4F43415F4F4354545F61646D696E5F74657374";
const OTHER = "4142434445464748494A4B4C4D4E4F505152";
let root: Authority;

beforeAll(async () => {
	root = await Authority.root("Root");
});

function change(rig: Rig, key: string, value: string): unknown {
	return rig.csms.call("ChangeConfiguration", { key, value });
}

function value(rig: Rig, key: string): string | undefined {
	const { configurationKey } = rig.csms.call("GetConfiguration", { key: [key] }) as {
		configurationKey: { value?: string }[];
	};
	return configurationKey[0].value;
}

/** The last target without its functions; the password as text. */
function target(rig: Rig) {
	const { url, user, password } = rig.targets.at(-1)!;
	return { url, user, password: password && Buffer.from(password).toString("latin1") };
}

const PLAIN = { url: "ws://csms.example/ocpp/CP%201", user: undefined, password: undefined };
const BASIC = { url: "ws://csms.example/ocpp/CP%201", user: "CP 1", password: "OCA_OCTT_admin_test" };
const TLS = { ...BASIC, url: "wss://csms.example/ocpp/CP%201" };
const NEITHER = () => ({ status: 0 });

describe("SecurityProfile", () => {
	test.each(["0", "1"])("R-SEC-02 TC_084 the same or a lower one is Rejected: %s", (lower) => {
		const rig = bootedRig({ defaults: { SecurityProfile: "1", AuthorizationKey: KEY } });
		const targets = rig.targets.length;
		expect(change(rig, "SecurityProfile", lower)).toEqual({ status: "Rejected" });
		rig.advance(100);
		expect(rig.targets).toHaveLength(targets);
		expect(value(rig, "SecurityProfile")).toBe("1");
	});

	test("R-SEC-02 what a profile needs is missing: Rejected, and nothing changes", () => {
		const rig = bootedRig();
		for (const profile of ["1", "2", "3", "4", "-1", "one"])
			expect(change(rig, "SecurityProfile", profile)).toEqual({ status: "Rejected" });
		change(rig, "AuthorizationKey", KEY);
		expect(change(rig, "SecurityProfile", "2")).toEqual({ status: "Rejected" });
		rig.csms.call("InstallCertificate", {
			certificateType: "ManufacturerRootCertificate",
			certificate: root.pem,
		});
		expect(change(rig, "SecurityProfile", "2")).toEqual({ status: "Rejected" });
		expect(change(rig, "SecurityProfile", "3")).toEqual({ status: "Rejected" });
		rig.csms.call("InstallCertificate", {
			certificateType: "CentralSystemRootCertificate",
			certificate: root.pem,
		});
		expect(change(rig, "SecurityProfile", "3")).toEqual({ status: "Rejected" });
		expect(rig.targets).toHaveLength(1);
		expect(change(rig, "SecurityProfile", "2")).toEqual({ status: "Accepted" });
	});

	test("R-SEC-01 R-SEC-02 R-CON-13 TC_083 a raise: answer, planned close, the same place with the new profile, no boot", () => {
		const rig = bootedRig({ factoryRoot: root.pem });
		change(rig, "AuthorizationKey", KEY);
		expect(target(rig)).toEqual(PLAIN);
		expect(change(rig, "SecurityProfile", "1")).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(target(rig)).toEqual(BASIC);
		expect(change(rig, "SecurityProfile", "2")).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(target(rig)).toEqual(TLS);
		expect(rig.targets.at(-1)!.tls!()).toMatchObject({ roots: [root.der], identity: undefined });
		expect(rig.csms.connections).toBe(3);
		expect(rig.csms.all("BootNotification")).toEqual([]);
		expect(value(rig, "SecurityProfile")).toBe("2");
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(target(rig)).toEqual(TLS);
	});

	test("R-SEC-02 after three failed tries the old profile is back, stays, and can be raised again", () => {
		const rig = bootedRig({ factoryRoot: root.pem, defaults: { AuthorizationKey: KEY } });
		const tried: string[] = [];
		rig.refusal = ({ url }) => {
			tried.push(url.slice(0, 3));
			return url.startsWith("wss") ? { status: 0, failure: "certificate" } : undefined;
		};
		expect(change(rig, "SecurityProfile", "2")).toEqual({ status: "Accepted" });
		rig.advance(20);
		expect(tried).toEqual(["wss", "wss", "wss", "ws:"]);
		expect(target(rig)).toEqual(PLAIN);
		expect(value(rig, "SecurityProfile")).toBe("0");
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(target(rig)).toEqual(PLAIN);
		rig.refusal = undefined;
		expect(change(rig, "SecurityProfile", "2")).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(target(rig)).toEqual(TLS);
	});

	test("R-SEC-02 a try that hangs: after 60 s the old profile is back", () => {
		const rig = bootedRig({ defaults: { AuthorizationKey: KEY } });
		change(rig, "SecurityProfile", "1");
		rig.online = false;
		rig.advance(59);
		expect(target(rig)).toEqual(BASIC);
		rig.online = true;
		rig.advance(2);
		expect(target(rig)).toEqual(PLAIN);
		expect(rig.isConnected).toBe(true);
	});

	test("R-SEC-02 a connection with the new profile that is lost later does not lead back", () => {
		const rig = bootedRig({ defaults: { AuthorizationKey: KEY } });
		change(rig, "SecurityProfile", "1");
		rig.advance(5);
		rig.refusal = NEITHER;
		rig.setOnline(false);
		rig.setOnline(true);
		rig.advance(600);
		expect(target(rig)).toEqual(BASIC);
	});

	test("R-SEC-02 the power is cut while a raise is tried: it is tried again, then the old one is back", () => {
		const rig = bootedRig({ defaults: { AuthorizationKey: KEY } });
		rig.refusal = ({ user }) => (user === undefined ? undefined : { status: 401 });
		change(rig, "SecurityProfile", "1");
		rig.advance(1);
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(target(rig)).toEqual(BASIC);
		rig.advance(10);
		expect(target(rig)).toEqual(PLAIN);
		expect(rig.isConnected).toBe(true);
	});

	test("R-SEC-02 a power cut in any write of a raise leaves a charge point that connects", () => {
		let finished = false;
		for (let writes = 0; !finished; writes++) {
			const rig = bootedRig({ defaults: { AuthorizationKey: KEY } });
			// The CSMS takes the old profile until the new one has connected once.
			let raised = false;
			rig.refusal = ({ user }) => {
				if (user !== undefined) raised = true;
				return raised && user === undefined ? { status: 401 } : undefined;
			};
			rig.flash.powerFor = writes;
			try {
				change(rig, "SecurityProfile", "1");
				rig.advance(10);
			} catch {
				// The power has failed.
			}
			finished = !rig.powerFailed;
			if (rig.powerFailed) rig.boot();
			rig.advance(100);
			expect(rig.isConnected, `after ${writes} writes`).toBe(true);
			expect(target(rig)).toEqual(raised ? BASIC : PLAIN);
		}
	});

	test("R-CON-12 R-SEC-02 a charging session goes on over a raise, and its messages are not lost", () => {
		const rig = bootedRig({ defaults: { AuthorizationKey: KEY, MeterValueSampleInterval: "10" } });
		rig.charge();
		change(rig, "SecurityProfile", "1");
		rig.advance(0.02);
		rig.present("ALICE");
		rig.advance(10);
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	});

	test("R-SEC-14 a raise is logged as ReconfigurationOfSecurityParameters", () => {
		const rig = bootedRig({ defaults: { AuthorizationKey: KEY } });
		change(rig, "SecurityProfile", "1");
		rig.advance(5);
		expect([...rig.chargePoint.security.log.lines()].at(-1)).toMatch(
			/ReconfigurationOfSecurityParameters SecurityProfile 1$/,
		);
		expect(rig.csms.all("SecurityEventNotification")).toEqual([]);
	});
});

describe("AuthorizationKey", () => {
	const atProfile1 = { defaults: { SecurityProfile: "1", AuthorizationKey: OTHER } };

	test("R-SEC-03 R-SEC-04 TC_073 TC_085 the key is changed: reconnected with the decoded one, and back again", () => {
		const rig = bootedRig(atProfile1);
		expect(target(rig).password).toBe("ABCDEFGHIJKLMNOPQR");
		expect(change(rig, "AuthorizationKey", KEY)).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(target(rig)).toEqual(BASIC);
		expect(change(rig, "AuthorizationKey", OTHER)).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(target(rig).password).toBe("ABCDEFGHIJKLMNOPQR");
		expect(rig.csms.connections).toBe(3);
		expect([...rig.chargePoint.security.log.lines()].at(-1)).toMatch(
			/ReconfigurationOfSecurityParameters AuthorizationKey$/,
		);
	});

	test("R-SEC-04 TC_073 the same key again: reconnected as well", () => {
		const rig = bootedRig(atProfile1);
		expect(change(rig, "AuthorizationKey", OTHER)).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(rig.csms.connections).toBe(2);
		expect(target(rig).password).toBe("ABCDEFGHIJKLMNOPQR");
	});

	test("R-SEC-04 a key that the CSMS has not taken over: after three times 401 the old one, which stays", () => {
		const rig = bootedRig(atProfile1);
		const tried: string[] = [];
		rig.refusal = ({ password }) => {
			const known = Buffer.from(password!).toString() === "ABCDEFGHIJKLMNOPQR";
			tried.push(known ? "old" : "new");
			return known ? undefined : { status: 401 };
		};
		change(rig, "AuthorizationKey", KEY);
		rig.advance(20);
		expect(tried).toEqual(["new", "new", "new", "old"]);
		expect(rig.isConnected).toBe(true);
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(tried.slice(4)).toEqual(["old"]);
	});

	test("R-SEC-04 an outage after the change does not lead back to the old key", () => {
		const rig = bootedRig(atProfile1);
		rig.refusal = NEITHER;
		change(rig, "AuthorizationKey", KEY);
		rig.advance(1000);
		expect(target(rig)).toEqual(BASIC);
		rig.refusal = undefined;
		rig.advance(5);
		expect(rig.isConnected).toBe(true);
		expect(target(rig)).toEqual(BASIC);
	});

	test("R-SEC-04 both are refused for a while, over power cuts: each has its turn until one is taken", () => {
		const rig = bootedRig(atProfile1);
		let taken = "";
		rig.refusal = ({ password }) =>
			Buffer.from(password!).toString() === taken ? undefined : { status: 401 };
		change(rig, "AuthorizationKey", KEY);
		rig.advance(100);
		rig.powerOff();
		rig.boot();
		rig.advance(100);
		expect(rig.isConnected).toBe(false);
		taken = "OCA_OCTT_admin_test";
		rig.advance(20);
		expect(rig.isConnected).toBe(true);
		expect(target(rig)).toEqual(BASIC);
	});

	test("R-SEC-04 at profile 0 it is only stored", () => {
		const rig = bootedRig();
		change(rig, "AuthorizationKey", KEY);
		rig.advance(10);
		expect(rig.csms.connections).toBe(1);
		expect(target(rig)).toEqual(PLAIN);
	});
});
