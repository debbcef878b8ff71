import { spawn } from "node:child_process";

/** Shows a page in the browser of whoever sits at this terminal; where there is none, nothing happens. */
export function openBrowser(url: string): void {
	if (!process.stdout.isTTY) return;
	const [command, ...args] =
		process.platform === "win32"
			? ["cmd", "/c", "start", "", url]
			: [process.platform === "darwin" ? "open" : "xdg-open", url];
	const opener = spawn(command, args, { stdio: "ignore", detached: true });
	opener.on("error", () => undefined);
	opener.unref();
}
