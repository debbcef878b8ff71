import type { ServerResponse } from "node:http";
import type { Context } from "../context";
import type { LiveListener } from "../live";
import { activeOwnTransactions, registrationOf, toOwnTransaction } from "../records/own";
import { registrationIdOf } from "../records/registrations";
import { userOrProblem } from "../records/users";
import { StatusKeyParams } from "./schemas/drivers";
import { type EventName, EventStream, type Events } from "./schemas/events";
import { type Api, errors } from "./server";

/** Bytes that may wait for a slow reader before its stream is closed. */
const MAX_WAITING = 256 * 1024;
/** Streams of one registration at the same time: they need no account, so whoever has a key could open any number. */
const MOST_OF_REGISTRATION = 5;

type Tell = (name: string, data: object) => void;

/** The live streams of a driver: of what is the own, and of a registration without an account. */
export function addOwnEventRoutes(api: Api, context: Context): void {
	const streams = new Set<ServerResponse>();
	const ofRegistrations = new Map<number, ServerResponse[]>();
	// Readers come back, and ask for what is now.
	context.live.whenMissed(() => {
		for (const stream of streams) stream.end();
	});
	api.addHook("preClose", async () => {
		for (const stream of streams) stream.end();
	});

	/** Tells the stream what the listener picks of those events, until it is closed. */
	function follow(stream: ServerResponse, names: readonly EventName[], pick: (tell: Tell) => LiveListener) {
		const listener = pick((name, data) => {
			if (stream.writableLength > MAX_WAITING) stream.destroy();
			else stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
		});
		const stop = context.live.listen(listener, { names });
		streams.add(stream);
		stream.on("close", () => {
			stop();
			streams.delete(stream);
		});
	}

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
					"cards; id-tag (OwnIdTagEvent) when one of them was changed; connector (OwnConnectorEvent) and charge-point (OwnChargePointEvent) of all. Before the " +
					"driver is accepted, only registration and id-tag.",
				response: errors({ 200: EventStream }),
			},
		},
		async (request, reply) => {
			const { db } = context.store;
			const userId = request.session!.userId!;
			const isAccepted = (await registrationOf(db, await userOrProblem(db, userId))) === "Accepted";
			const stream = api.openStream(request, reply);
			const active = new Set<number>();
			const cards: EventName[] = ["registration", "id-tag"];
			const names: EventName[] = [...cards, "transaction", "meter-values", "connector", "charge-point"];
			follow(stream, isAccepted ? names : cards, (tell) => ownListener(userId, active, tell));
			for (const id of await activeOwnTransactions(db, userId)) active.add(id);
			stream.write(": connected\n\n");
		},
	);
	api.get(
		"/registrations/:statusKey/events",
		{
			config: { access: "public" },
			exposeHeadRoute: false,
			schema: {
				tags: ["registrations"],
				summary: "Server-sent events of the own registration, for the driver",
				description: "text/event-stream; registration (OwnRegistrationEvent) when it is answered.",
				params: StatusKeyParams,
				response: errors({ 200: EventStream }),
			},
		},
		async (request, reply) => {
			const id = await registrationIdOf(context.store.db, request.params.statusKey);
			const stream = api.openStream(request, reply);
			follow(stream, ["registration"], (tell) => (name, data) => {
				if (name !== "registration") return;
				const registration = data as Events["registration"];
				const { idTag, status } = registration;
				if (registration.id === id) tell("registration", { idTag, status });
			});
			const others = ofRegistrations.get(id) ?? [];
			ofRegistrations.set(id, [...others, stream]);
			if (others.length >= MOST_OF_REGISTRATION) others[0].end();
			stream.on("close", () => {
				const left = (ofRegistrations.get(id) ?? []).filter((other) => other !== stream);
				if (left.length > 0) ofRegistrations.set(id, left);
				else ofRegistrations.delete(id);
			});
			stream.write(": connected\n\n");
		},
	);
}

/** Passes on what is the driver's own; `active` are the own transactions that run. */
function ownListener(userId: number, active: Set<number>, tell: Tell): LiveListener {
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
		"id-tag": (changed) => {
			if (changed.userId === userId) tell("id-tag", { idTag: changed.idTag });
		},
		connector: ({ identity, connectorId, status, since }) =>
			tell("connector", { identity, connectorId, status, since }),
		"charge-point": ({ identity, connected }) => tell("charge-point", { identity, connected }),
	};
	return (name, data) => own[name]?.(data);
}
