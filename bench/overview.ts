import { get } from "node:http";
import { ID_TAG } from "./messages";
import { TOKEN } from "./processes";

/** What the operator's overview asks for. */
const NAMES = "charge-point,connector,transaction,meter-values,registration,authorization";
const EVENT = Buffer.from("event: ");

/** Reads the live events as an open overview does, and counts them. */
export function followOverview(csms: string): Promise<{ events(): number; close(): void }> {
	let events = 0;
	return new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${TOKEN}` };
		const request = get(`${csms}/api/v1/events?names=${NAMES}`, { headers }, (response) => {
			if (response.statusCode !== 200) reject(new Error(`The events answered ${response.statusCode}.`));
			response.on("data", (data: Buffer) => {
				for (let at = data.indexOf(EVENT); at >= 0; at = data.indexOf(EVENT, at + EVENT.length)) events++;
			});
			response.on("error", () => {});
			resolve({ events: () => events, close: () => request.destroy() });
		});
		request.on("error", reject);
	});
}

/** Enters the id that all transactions start with. */
export async function enterIdTag(csms: string): Promise<void> {
	const response = await fetch(`${csms}/api/v1/id-tags`, {
		method: "POST",
		headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
		body: JSON.stringify({ idTag: ID_TAG }),
	});
	// 409: it is in the database of an earlier run.
	if (!response.ok && response.status !== 409) throw new Error(`The id was refused: ${response.status}.`);
}
