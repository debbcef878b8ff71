import { expect, test } from "vitest";
import { callRest, shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();

const ODD = [
	"0",
	"-1",
	"2147483648",
	"9007199254740993",
	"99999999999999999999",
	"1e400",
	"NaN",
	"%20",
	"1.5",
	"true",
	"__proto__",
	"constructor",
	"'%20or%201=1--",
	"%F0%9F%92%A3",
	"%ED%A0%80",
	"a%2F..%2Fb",
	"2026-02-30T25:61:61Z",
	"+275760-09-13T00:00:00.001Z",
	"9999-12-31T23:59:59.999Z",
	"0000-01-01T00:00:00Z",
];

interface Described {
	parameters?: { in: string; name: string }[];
}

test("whatever stands where a parameter goes, no call fails inside", async () => {
	const answer = await fetch(`${csms.url}/api/openapi.json`);
	const description = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
	const failed: string[] = [];
	let asked = 0;
	for (const [path, calls] of Object.entries(description.paths)) {
		if (!path.startsWith("/api/v1/") || path.endsWith("/events")) continue;
		const base = path.slice("/api/v1".length);
		for (const [method, { parameters = [] }] of Object.entries(calls)) {
			const ask = async (address: string) => {
				asked++;
				const body = ["post", "put", "patch"].includes(method) ? {} : undefined;
				const { status } = await callRest(csms.url, method.toUpperCase(), address, body, {
					authorization: `Bearer ${TOKEN}`,
				});
				if (status >= 500) failed.push(`${method} ${address}: ${status}`);
			};
			const filled = base.replace(/\{[^}]+\}/g, "1");
			for (const odd of ODD) {
				if (filled !== base) await ask(base.replace(/\{[^}]+\}/g, odd));
				if (method !== "get") continue;
				for (const { in: where, name } of parameters) {
					if (where === "query") await ask(`${filled}?${name}=${odd}`);
				}
			}
			for (const { in: where, name } of parameters) {
				if (where === "query") await ask(`${filled}?${name}=a&${name}=b&${name}[x]=1`);
			}
		}
	}
	expect(asked).toBeGreaterThan(500);
	expect(failed).toEqual([]);
}, 120_000);
