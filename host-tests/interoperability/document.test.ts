import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";

const page = readFileSync(new URL("../../docs/interoperability.md", import.meta.url), "utf8");

test("docs/interoperability.md tells how many actions are exercised", () => {
	const incoming = Object.keys(chargePointSchemas.requests);
	const outgoing = Object.keys(csmsSchemas.requests);
	const all = new Set([...incoming, ...outgoing]);
	expect(page).toContain(`${all.size} actions`);
	expect(page).toContain(`| the CSMS calls, the charge point answers | ${incoming.length} | all | all |`);
	expect(page).toContain(
		`| the charge point calls, the CSMS answers | ${outgoing.length} | all but DataTransfer | all |`,
	);
});

test("docs/interoperability.md names the tests of this folder", () => {
	for (const side of ["charge-point", "csms"])
		for (const subject of ["incoming", "outgoing", "security"]) expect(page).toContain(`${side}-${subject}`);
});
