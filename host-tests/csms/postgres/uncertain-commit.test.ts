import { expect, onTestFinished, test } from "vitest";
import type { Engine } from "../../../csms/database/engine";
import { openPostgres } from "../../../csms/database/postgres";
import { findPostgres } from "../find-postgres";
import { makePostgres, USER } from "../postgres-server";

const PATIENCE = 60_000;
const LOST = new Error("The connection was lost.");

async function begin(engine: Engine) {
	const trx = await engine.writer.startTransaction().setIsolationLevel("read committed").execute();
	return { trx, commit: await engine.enter(trx) };
}

async function commitOnce(engine: Engine): Promise<string> {
	const { trx, commit } = await begin(engine);
	await trx.commit().execute();
	return commit;
}

test(
	"a commit that fell with the server is not taken for one that got its number afterwards",
	async () => {
		const server = await makePostgres(findPostgres()!, {});
		onTestFinished(() => server.remove());
		await server.run(`create database own owner ${USER}`);
		const engine = await openPostgres(server.url("own"));
		onTestFinished(() => engine.close());

		const done = await commitOnce(engine);
		await server.kill("SIGKILL");
		await server.start();
		expect(await engine.isStored(done, LOST)).toBe(true);

		const { trx, commit } = await begin(engine);
		await server.kill("SIGKILL");
		await server.start();
		await expect(trx.commit().execute()).rejects.toThrow();
		await expect(trx.rollback().execute()).rejects.toThrow();
		// Nobody has got its number yet.
		expect(await engine.isStored(commit, LOST)).toBe(false);
		const other = await openPostgres(server.url("own"));
		onTestFinished(() => other.close());
		const others: string[] = [];
		for (let count = 0; count < 5; count++) others.push(await commitOnce(other));
		expect(await engine.isStored(commit, LOST)).toBe(false);
		expect(await other.isStored(others.at(-1)!, LOST)).toBe(true);
	},
	PATIENCE,
);

test(
	"a commit whose connection was lost is waited for as long as the server is at it",
	async () => {
		const server = await makePostgres(findPostgres()!, {});
		onTestFinished(() => server.remove());
		await server.run(`create database own owner ${USER}`);
		const engine = await openPostgres(server.url("own"));
		onTestFinished(() => engine.close());
		for (const ends of ["commit", "rollback"] as const) {
			const { trx, commit } = await begin(engine);
			const asked = engine.isStored(commit, LOST);
			await new Promise((resolve) => setTimeout(resolve, 300));
			await trx[ends]().execute();
			expect(await asked).toBe(ends === "commit");
		}
	},
	PATIENCE,
);
