import { Type } from "typebox";
import type { Context } from "../context";
import { chooseFrames, toCsv, toJsonLines } from "../frames/frame-export";
import { MOST_FRAMES } from "../frames/frame-history";
import type { FrameFilter } from "../frames/frames";
import { chargePointOrProblem } from "./charge-points";
import { ChargePointParams } from "./schemas/charge-points";
import { FrameEvent } from "./schemas/events";
import { FrameDownloadQuery, FrameQuery, frameDownload } from "./schemas/frames";
import { type Api, errors } from "./server";

const TYPES = { jsonl: "application/jsonl", csv: "text/csv" };

/** The OCPP messages that passed before somebody looked. */
export function addFrameRoutes(api: Api, context: Context): void {
	const tags = ["charge-points"];
	api.get(
		"/charge-points/:identity/frames",
		{
			schema: {
				tags,
				summary: "The last OCPP messages, in the order of passing",
				description:
					"What the CSMS remembers in memory: some hundred of each charge point, fewer of a large fleet, and " +
					"none from before it was started. Secrets are masked.",
				params: ChargePointParams,
				querystring: FrameQuery,
				response: errors({ 200: Type.Array(FrameEvent) }),
			},
		},
		async ({ params: { identity }, query }) => {
			const chosen = await read(identity, query);
			return chosen.map(({ event }) => event);
		},
	);
	api.get(
		"/charge-points/:identity/frames/download",
		{
			schema: {
				tags,
				summary: "The last OCPP messages as a file, in the order of passing",
				params: ChargePointParams,
				querystring: FrameDownloadQuery,
				response: errors(frameDownload),
			},
		},
		async ({ params: { identity }, query: { format, ...choice } }, reply) => {
			const chosen = await read(identity, choice);
			const name = `${identity.replace(/[^A-Za-z0-9._-]/g, "_")}-messages.${format}`;
			return reply
				.type(`${TYPES[format]}; charset=utf-8`)
				.header("Content-Disposition", `attachment; filename="${name}"`)
				.send(format === "csv" ? toCsv(chosen) : toJsonLines(chosen));
		},
	);

	async function read(
		identity: string,
		{ show = "all", action = "", text = "" }: { show?: FrameFilter; action?: string; text?: string },
	) {
		await chargePointOrProblem(context, identity);
		return chooseFrames(await context.cluster.framesOf(identity, MOST_FRAMES), { show, action, text });
	}
}
