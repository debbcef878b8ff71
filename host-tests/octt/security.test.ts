import { expect, test } from "vitest";
import { Rig } from "../charge-point/rig";

const PASSWORD = "OCA_OCTT_admin_test";
const KEY = Buffer.from(PASSWORD).toString("hex");
const OLD = "00112233445566778899aabbccddeeff";

test("TC_073 R-SEC-03 R-SEC-04 a new key of Basic authentication, and back again", () => {
	const rig = new Rig({ defaults: { SecurityProfile: "1", AuthorizationKey: OLD } });
	rig.advance(1);
	const change = (value: string) => {
		const connections = rig.csms.connections;
		const answer = rig.csms.call("ChangeConfiguration", { key: "AuthorizationKey", value });
		expect(answer).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(rig.csms.connections).toBe(connections + 1);
		return Buffer.from(rig.targets.at(-1)!.password!);
	};
	expect(change(KEY).toString()).toBe(PASSWORD);
	expect(change(OLD).toString("hex")).toBe(OLD);
	expect(rig.csms.all("BootNotification")).toHaveLength(1);
	for (const bad of [KEY.slice(0, 30), `${KEY}00aa`, KEY.slice(1), `${KEY.slice(2)}xy`, ""]) {
		const answer = rig.csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: bad });
		expect(answer, bad).toEqual({ status: "Rejected" });
	}
	expect(rig.logs.join()).not.toMatch(/4f43415f|00112233/i);
});

test("TC_085 R-SEC-03 Basic authentication: the identity of the URL, and a key of 16 to 20 bytes", () => {
	const rig = new Rig({ defaults: { SecurityProfile: "1", AuthorizationKey: KEY } });
	rig.advance(1);
	const { url, user, password } = rig.targets[0];
	expect(decodeURIComponent(url.split("/").at(-1)!)).toBe(user);
	expect(password!.length).toBeGreaterThanOrEqual(16);
	expect(password!.length).toBeLessThanOrEqual(20);
});
