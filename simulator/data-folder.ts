import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { createServer } from "node:net";

/**
 * Makes the folder that is the flash and claims it for this process; two charge points on one flash
 * would spoil it. Throws a sentence for a person when it cannot be had.
 */
export async function claimDataFolder(folder: string): Promise<{ release: () => void }> {
	try {
		mkdirSync(folder, { recursive: true });
	} catch (error) {
		throw unwritable(folder, error);
	}
	// An abstract socket of Linux goes away with its process, however that ends; others have none.
	if (process.platform !== "linux") return { release: () => undefined };
	const name = createHash("sha256").update(realpathSync(folder)).digest("hex");
	const claim = createServer();
	await new Promise<void>((resolve, reject) => {
		claim.once("error", () =>
			reject(new Error(`The folder ${folder} is in use by another simulator; choose another with --data.`)),
		);
		claim.listen({ path: `\0xs-evse-${name}` }, resolve);
	});
	return { release: () => claim.close() };
}

/** The sentence for a folder that cannot be written. */
export function unwritable(folder: string, error: unknown): Error {
	const { code, message } = error as NodeJS.ErrnoException;
	return new Error(
		`The folder ${folder} cannot be written (${code ?? message}); choose another with --data.`,
	);
}
