import { Type } from "typebox";
import type { Context } from "../context";
import { tellDiagnoses } from "../diagnosis/diagnosing";
import { Problem } from "../problem";
import { acknowledgeDiagnosis, findDiagnosis, listDiagnoses } from "../records/diagnoses";
import { Diagnosis, DiagnosisParams, DiagnosisQuery } from "./schemas/diagnoses";
import { type Api, errors } from "./server";

/** What is wrong with the charge points, and was. */
export function addDiagnosisRoutes(api: Api, context: Context): void {
	const { store } = context;
	const tags = ["diagnoses"];
	api.get(
		"/diagnoses",
		{
			schema: {
				tags,
				summary: "What is wrong with charge points and what was, the newest first",
				querystring: DiagnosisQuery,
				response: errors({ 200: Type.Array(Diagnosis) }),
			},
		},
		({ query }) => listDiagnoses(store.db, query),
	);
	api.get(
		"/diagnoses/:id",
		{
			schema: {
				tags,
				summary: "One diagnosis with the records that show it",
				params: DiagnosisParams,
				response: errors({ 200: Diagnosis }),
			},
		},
		async ({ params: { id } }) => (await findDiagnosis(store.db, id)) ?? missing(id),
	);
	api.post(
		"/diagnoses/:id/acknowledge",
		{
			schema: {
				tags,
				summary: "Take care of a diagnosis: who does it is kept; the first stays",
				params: DiagnosisParams,
				response: errors({ 200: Diagnosis }),
			},
		},
		async ({ params: { id }, session }) => {
			const { account } = session!;
			const diagnosis = await store.write((trx) => acknowledgeDiagnosis(trx, id, account, Date.now()));
			if (!diagnosis) return missing(id);
			await tellDiagnoses(context, diagnosis.identity, [diagnosis]);
			return diagnosis;
		},
	);
}

function missing(id: number): never {
	throw new Problem(404, `There is no diagnosis ${id}.`);
}
