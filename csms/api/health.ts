import { Type } from "typebox";
import type { Context } from "../context";
import { object } from "./schemas/fields";
import type { Api } from "./server";

/** Milliseconds within which the database has to answer. */
const PATIENCE = 2000;
/** Milliseconds for which an answer of the database counts, however often somebody asks. */
const FRESH = 1000;

const Health = object({ database: Type.Enum(["ok", "failed"]) });

/** For load balancers and monitoring: whether this process can serve. */
export function addHealthRoute(api: Api, { store, log }: Context): void {
	let askedAt = Number.NEGATIVE_INFINITY;
	let answer: Promise<boolean>;

	async function ask(): Promise<boolean> {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new Error(`No answer within ${PATIENCE} ms`)), PATIENCE);
		});
		try {
			await Promise.race([store.db.selectFrom("setting").select("name").limit(1).execute(), late]);
			return true;
		} catch (error) {
			log.error({ err: error }, "The database does not answer.");
			return false;
		} finally {
			clearTimeout(timer);
		}
	}

	api.get(
		"/health",
		{
			config: { access: "public", unlimited: true },
			schema: {
				tags: ["health"],
				summary: "Whether this process can serve, for load balancers",
				response: { 200: Health, 503: Health },
			},
		},
		async (_request, reply) => {
			if (performance.now() - askedAt >= FRESH) {
				askedAt = performance.now();
				answer = ask();
			}
			const ok = await answer;
			return reply.code(ok ? 200 : 503).send({ database: ok ? "ok" : "failed" });
		},
	);
}
