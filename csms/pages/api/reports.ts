import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
	NewReportSchedule,
	ReportFormat,
	ReportKind,
	ReportRun,
	ReportSchedule,
	ReportScheduleChange,
} from "../../api/schemas/reports";
import type { Language } from "../shared/languages";
import { ApiProblem, call, withQuery } from "./client";
import { keys } from "./keys";

interface ReportOrder {
	kind: ReportKind;
	format: ReportFormat;
	from: string;
	to: string;
	language: Language;
}

/** Gets a report and hands it to the browser as a download. */
export function useDownloadReport() {
	return useMutation({ mutationFn: download });
}

/** Large ones take some seconds: a link would show nothing until then, and no reason when there is none. */
async function download({ kind, ...query }: ReportOrder): Promise<void> {
	let response: Response;
	try {
		response = await fetch(`/api/v1${withQuery(`/reports/${kind}`, query)}`);
	} catch {
		throw new ApiProblem(0, "", null);
	}
	if (!response.ok) {
		const body: unknown = await response.json().catch(() => null);
		const sentence = body && typeof body === "object" && "error" in body ? String(body.error) : "";
		throw new ApiProblem(response.status, sentence, body);
	}
	const address = URL.createObjectURL(await response.blob());
	const link = document.createElement("a");
	link.href = address;
	link.download = `${kind}-${query.from}-${query.to}.${query.format}`;
	link.click();
	// The browser has begun to save it by then.
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function useReportSchedules() {
	return useQuery({
		queryKey: keys.reportSchedules,
		queryFn: () => call<ReportSchedule[]>("GET", "/report-schedules"),
	});
}

export function useReportRuns() {
	return useQuery({
		queryKey: keys.reportRuns,
		queryFn: () => call<ReportRun[]>("GET", "/report-runs"),
	});
}

/** Enters a schedule, or changes the one of that number. */
export function useSaveReportSchedule() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (
			given: { id: null; fields: NewReportSchedule } | { id: number; fields: ReportScheduleChange },
		) =>
			given.id === null
				? call<ReportSchedule>("POST", "/report-schedules", given.fields)
				: call<ReportSchedule>("PATCH", `/report-schedules/${given.id}`, given.fields),
		onSettled: () => client.invalidateQueries({ queryKey: keys.reportSchedules }),
	});
}

export function useDeleteReportSchedule() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<null>("DELETE", `/report-schedules/${id}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.reportSchedules }),
	});
}

/** Has a schedule's report made at once. */
export function useRunReportSchedule() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<ReportRun>("POST", `/report-schedules/${id}/runs`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.reportRuns }),
	});
}
