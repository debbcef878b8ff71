import type { Context } from "../context";
import { Problem } from "../problem";
import { EventChannels } from "./event-channels";
import { EVENT_NAMES, type EventName, EventStream, EventsQuery } from "./schemas/events";
import { type Api, errors } from "./server";

/** The live stream: server-sent events for staff. */
export function addEventRoute(api: Api, context: Context): void {
	const channels = new EventChannels(context.live);

	// Readers come back, and ask for what is now.
	context.live.whenMissed(() => channels.close());
	api.addHook("preClose", async () => channels.close());
	api.get(
		"/events",
		{
			exposeHeadRoute: false,
			schema: {
				tags: ["events"],
				summary: "Server-sent events",
				description:
					"text/event-stream; the data of each event is JSON: charge-point (ChargePoint), charge-point-removed " +
					"(ChargePointRemovedEvent), change (ChangeEvent), connector " +
					"(ConnectorEvent), transaction (Transaction), meter-values (MeterValuesEvent), registration " +
					"(Registration), authorization (Authorization), firmware-update (FirmwareUpdate), upload (Upload), " +
					"diagnosis (Diagnosis), frame (FrameEvent). Meter values and the growth of a transaction are told a few times a second, " +
					"of a flood the first ones and the newest.",
				querystring: EventsQuery,
				response: errors({ 200: EventStream }),
			},
		},
		(request, reply) => {
			const { names, identity } = request.query;
			const interest = { names: names === undefined ? undefined : namesOf(names), identity };
			const stream = api.openStream(request, reply);
			stream.write(": connected\n\n");
			channels.add(stream, interest);
		},
	);
}

/** Throws a Problem for a name that is none. */
function namesOf(text: string): EventName[] {
	const names = [...new Set(text.split(","))] as EventName[];
	const unknown = names.find((name) => !EVENT_NAMES.includes(name));
	if (unknown === undefined) return names;
	throw new Problem(400, `There is no event "${unknown}"; there are ${EVENT_NAMES.join(", ")}.`);
}
