import type { ServerResponse } from "node:http";
import type { Context } from "../context";
import type { LiveListener } from "../live";
import { activeOwnTransactions, toOwnTransaction } from "../records/own";
import { acceptedDriver } from "./me";
import { EventStream, type Events } from "./schemas/events";
import { type Api, errors } from "./server";

/** Bytes that may wait for a slow reader before its stream is closed. */
const MAX_WAITING = 256 * 1024;

/** The live stream of a driver: the own transactions, and where a connector is free. */
export function addOwnEventRoute(api: Api, context: Context): void {
	const streams = new Set<ServerResponse>();
	// Readers come back, and ask for what is now.
	context.live.whenMissed(() => {
		for (const stream of streams) stream.end();
	});
	api.addHook("preClose", async () => {
		for (const stream of streams) stream.end();
	});
	api.get(
		"/me/events",
		{
			config: { access: "driver" },
			exposeHeadRoute: false,
			schema: {
				tags: ["me"],
				summary: "Server-sent events of what is the driver's own",
				description:
					"text/event-stream; the data of each event is JSON: transaction (OwnTransaction), meter-values " +
					"(MeterValuesEvent), both of the own transactions; registration (OwnRegistrationEvent) of the own " +
					"cards; connector (OwnConnectorEvent) and charge-point (OwnChargePointEvent) of all.",
				response: errors({ 200: EventStream }),
			},
		},
		async (request, reply) => {
			const userId = await acceptedDriver(context, request);
			const stream = api.openStream(request, reply);
			const active = new Set<number>();
			const stop = context.live.listen(
				ownListener(userId, active, (name, data) => {
					if (stream.writableLength > MAX_WAITING) stream.destroy();
					else stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
				}),
				{ names: ["transaction", "meter-values", "registration", "connector", "charge-point"] },
			);
			streams.add(stream);
			stream.on("close", () => {
				stop();
				streams.delete(stream);
			});
			for (const id of await activeOwnTransactions(context.store.db, userId)) active.add(id);
			stream.write(": connected\n\n");
		},
	);
}

/** Passes on what is the driver's own; `active` are the own transactions that run. */
function ownListener(
	userId: number,
	active: Set<number>,
	tell: (name: string, data: object) => void,
): LiveListener {
	const own: { [Name in keyof Events]?: (data: Events[Name]) => void } = {
		transaction: (transaction) => {
			if (transaction.userId !== userId) return;
			if (transaction.active) active.add(transaction.transactionId);
			else active.delete(transaction.transactionId);
			tell("transaction", toOwnTransaction(transaction));
		},
		"meter-values": (values) => {
			if (values.transactionId !== null && active.has(values.transactionId)) tell("meter-values", values);
		},
		registration: (registration) => {
			const { idTag, status } = registration;
			if (registration.userId === userId) tell("registration", { idTag, status });
		},
		connector: ({ identity, connectorId, status, since }) =>
			tell("connector", { identity, connectorId, status, since }),
		"charge-point": ({ identity, connected }) => tell("charge-point", { identity, connected }),
	};
	return (name, data) => own[name]?.(data);
}
