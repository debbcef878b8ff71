import { parse } from "csv-parse/sync";
import readSheets from "read-excel-file/node";
import { extractText, getDocumentProxy } from "unpdf";
import { TOKEN } from "./running-csms";

/** What a download has brought. */
export interface Download {
	status: number;
	headers: Headers;
	bytes: Buffer;
}

/** Downloads under /api/v1 with the administrator's token, unless other headers are given. */
export async function download(
	{ url }: { url: string },
	path: string,
	headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
): Promise<Download> {
	const response = await fetch(`${url}/api/v1${path}`, { headers });
	return {
		status: response.status,
		headers: response.headers,
		bytes: Buffer.from(await response.arrayBuffer()),
	};
}

/** The records of a CSV file. */
export function readCsv(bytes: Buffer): string[][] {
	return parse(bytes, { bom: true });
}

/** The sheets of an XLSX file by their names. */
export async function readXlsx(
	bytes: Buffer,
): Promise<Map<string, (string | number | Date | boolean | null)[][]>> {
	const sheets = await readSheets(bytes);
	return new Map(sheets.map(({ sheet, data }) => [sheet, data as (string | number | Date | null)[][]]));
}

/** The words of a PDF, page by page, with one space wherever there are any. */
export async function readPdf(bytes: Buffer): Promise<string[]> {
	const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: false });
	return text.map((page) => page.replace(/\s+/g, " "));
}
