import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChargePointAction, CsmsAction, Requests, Responses } from "../../modules/ocpp/types";
import { eventually, PATIENCE } from "../scenarios/driver";
import { charge, csms, driver, leave, shareStage } from "../scenarios/stage";

/**
 * Our charge point and a CSMS that others have written: ocpp-rpc in strict mode holds each CALL and each
 * answer, its own too, against its schemas.
 */

export const ACCEPTED = { status: "Accepted" } as const;
/** Of the certificates of these tests. */
export const VALIDITY = { notBefore: Date.now() - 86_400_000, notAfter: Date.now() + 30 * 86_400_000 };
export const PAST = "2026-01-01T00:00:00Z";

let files: Server;

/** The numbers that an exercise proves, and the exercise. */
export type Exercise = [numbers: string, exercise: () => Promise<unknown>];

/** A test for each action of a generated table, which fails when nobody has written its exercise. */
export function exerciseAll(
	actions: string[],
	exercises: Record<string, Exercise>,
	wasExchanged: (action: string) => boolean,
): void {
	shareStage("--set", "CpoName=Operator");

	beforeAll(async () => {
		files = createServer((request, response) => {
			request.resume().on("end", () => response.end(request.method === "GET" ? "an image" : ""));
		});
		files.listen(0, "127.0.0.1");
		await once(files, "listening");
	});

	afterAll(() => {
		files.closeAllConnections();
		files.close();
	});

	test.each(actions.map((action) => [exercises[action]?.[0] ?? "nothing of", action]))(
		"%s %s",
		async (_numbers, action) => {
			expect(exercises).toHaveProperty(action);
			await exercises[action][1]();
			expect(wasExchanged(action)).toBe(true);
		},
		30_000 * PATIENCE,
	);
}

/** An address that takes every file and gives one. */
export const place = (path: string) => `http://127.0.0.1:${(files.address() as AddressInfo).port}${path}`;

/** Resolves with the answer of the charge point. */
export const call = <A extends CsmsAction>(action: A, request: Requests[A]): Promise<Responses[A]> =>
	csms.call(action, request);

/** Waits until the charge point has told one more `action` with `fields` than when `cause` began. */
export async function told(
	action: ChargePointAction,
	fields: object,
	cause: () => Promise<unknown>,
): Promise<void> {
	const begin = csms.received.length;
	await cause();
	const match = expect.objectContaining(fields);
	await eventually(
		() =>
			csms.received.slice(begin).some((one) => one.action === action && match.asymmetricMatch(one.payload)),
		20,
	);
}

/** Charges in `during` and leaves. */
export async function session(during: (transactionId: number) => Promise<unknown>): Promise<void> {
	await driver.untilStatus("Available");
	const transactionId = await charge("ALICE");
	await during(transactionId);
	await leave("ALICE");
}

export const trigger = (requestedMessage: Requests["TriggerMessage"]["requestedMessage"]) => async () =>
	expect(await call("TriggerMessage", { requestedMessage })).toEqual(ACCEPTED);

export const extendedTrigger =
	(requestedMessage: Requests["ExtendedTriggerMessage"]["requestedMessage"]) => async () =>
		expect(await call("ExtendedTriggerMessage", { requestedMessage })).toEqual(ACCEPTED);
