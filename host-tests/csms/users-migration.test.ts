import { expect, onTestFinished, test } from "vitest";
import { linkAcceptedDrivers } from "../../csms/database/migrations/002-users";
import { Store } from "../../csms/database/store";
import { addIdTag, deleteIdTag } from "../../csms/records/id-tags";
import { addRegistration } from "../../csms/records/registrations";
import { recordStart } from "../../csms/records/transactions";
import { listUsers } from "../../csms/records/users";
import { placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

test("drivers accepted before there were users become users with their ids and transactions", async () => {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	/** As it was done before: the id bears the name alone. */
	const accept = (name: string, idTag: string) =>
		store.write(async (trx) => {
			const { id } = await addRegistration(trx, { name, email: `${name}@example.com`, idTag }, false);
			await addIdTag(trx, { idTag, user: name });
			await trx.updateTable("registration").set({ status: "Accepted" }).where("id", "=", id).execute();
		});
	const charge = (idTag: string, hour: number) =>
		store.write((trx) => {
			const timestamp = new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
			const request = { connectorId: 1, idTag, meterStart: 0, timestamp };
			return recordStart(trx, "CP", `message-${idTag}-${hour}`, request, Date.now());
		});
	await accept("kim", "KIM-1");
	await accept("kim", "KIM-2");
	await accept("lou", "LOU-1");
	await store.write((trx) =>
		addRegistration(trx, { name: "mo", email: "mo@example.com", idTag: "MO" }, false),
	);
	await charge("KIM-1", 1);
	await charge("LOU-1", 2);
	// Given to somebody else since.
	await store.write(async (trx) => {
		await deleteIdTag(trx, "LOU-1");
		await addIdTag(trx, { idTag: "LOU-1", user: "the next one" });
	});
	await charge("LOU-1", 3);

	await store.write(linkAcceptedDrivers);
	expect(await listUsers(store.db, {})).toMatchObject([
		{ name: "kim", email: "kim@example.com", idTags: [{ idTag: "KIM-2" }], transactions: 0 },
		{ name: "kim", email: "kim@example.com", idTags: [{ idTag: "KIM-1" }], transactions: 1 },
	]);
});
