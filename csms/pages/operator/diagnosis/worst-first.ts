import { type Diagnosis, SEVERITIES } from "../../../api/schemas/diagnoses";

/** Faults before warnings before notes, those that nobody takes care of first, then the newest. */
export function worstFirst(diagnoses: readonly Diagnosis[]): Diagnosis[] {
	const rank = ({ severity }: Diagnosis) => SEVERITIES.indexOf(severity);
	const isTaken = ({ acknowledgedAt }: Diagnosis) => Number(acknowledgedAt !== null);
	return diagnoses.toSorted((a, b) => rank(a) - rank(b) || isTaken(a) - isTaken(b) || b.id - a.id);
}
