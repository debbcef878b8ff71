import { Type } from "typebox";
import type { Context } from "../context";
import { addAlarm, changeAlarm, deleteAlarm, listAlarms } from "../notices/alarms";
import { Alarm, AlarmChange, NewAlarm } from "./schemas/alarms";
import { NumberParams } from "./schemas/notices";
import { type Api, errors } from "./server";

/** Who is told of which diagnoses. */
export function addAlarmRoutes(api: Api, { store }: Context): void {
	const tags = ["alarms"];
	api.get(
		"/alarms",
		{
			schema: {
				tags,
				summary: "The alarms by their names",
				response: errors({ 200: Type.Array(Alarm) }),
			},
		},
		() => listAlarms(store.db),
	);
	api.post(
		"/alarms",
		{
			schema: {
				tags,
				summary: "Add an alarm; it tells at first what is wrong already",
				body: NewAlarm,
				response: errors({ 201: Alarm }),
			},
		},
		async ({ body }, reply) => reply.code(201).send(await store.write((trx) => addAlarm(trx, body))),
	);
	api.patch(
		"/alarms/:id",
		{
			schema: {
				tags,
				summary: "Change an alarm; one that is turned off forgets what it has told",
				params: NumberParams,
				body: AlarmChange,
				response: errors({ 200: Alarm }),
			},
		},
		({ params, body }) => store.write((trx) => changeAlarm(trx, params.id, body)),
	);
	api.delete(
		"/alarms/:id",
		{
			schema: {
				tags,
				summary: "Remove an alarm",
				params: NumberParams,
				response: errors({ 204: Type.Null() }),
			},
		},
		async ({ params }, reply) => {
			await store.write((trx) => deleteAlarm(trx, params.id));
			return reply.code(204).send(null);
		},
	);
}
