import type { ReportFormat } from "../api/schemas/reports";

/** The types of the files. */
export const CONTENT_TYPES: Record<ReportFormat, string> = {
	csv: "text/csv; charset=utf-8",
	xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	pdf: "application/pdf",
};
