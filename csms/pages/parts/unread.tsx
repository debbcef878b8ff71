import { Skeleton } from "@mantine/core";
import { ApiProblem } from "../api/client";
import { NotFoundPage } from "./other-pages";
import { ProblemAlert } from "./problem";

/** In place of a page about one record that is not there yet, does not exist, or could not be read. */
export function Unread({ error, height }: { error: unknown; height: number }) {
	// An address with something else than a number of a record leads nowhere, too.
	if (error instanceof ApiProblem && [400, 404, 422].includes(error.status)) return <NotFoundPage />;
	return error ? <ProblemAlert error={error} /> : <Skeleton height={height} />;
}
