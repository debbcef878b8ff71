import { afterEach } from "vitest";
import type { SetupSettings } from "../../modules/setup/form";
import { SetupServer, type SetupServerOptions } from "../../modules/setup/setup-server";
import { nodeListen } from "../../simulator/node/listener";
import { processTimers } from "../../simulator/node/timers";

/** A charge point that nobody has set up. */
export const FRESH: SetupSettings = { ssid: "", password: "", csms: "", id: "", key: "", language: "en" };
/** One that is set up. */
export const KNOWN: SetupSettings = {
	...{ ssid: "Garage", password: "old wifi secret", csms: "wss://csms.example.com/ocpp" },
	...{ id: "CP001", key: "00112233445566778899aabbccddeeff", language: "zh-TW" },
};

const servers: SetupServer[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});

/** The set-up page on a free port of loopback. */
export async function startSetup(options: Partial<SetupServerOptions> = {}) {
	const saved: SetupSettings[] = [];
	const newKeys: boolean[] = [];
	const server = new SetupServer({
		...{ timers: processTimers, listen: nodeListen, port: 0, host: "127.0.0.1", settings: FRESH },
		networks: ["Garage", "Wi-Fi & <Guests>"],
		save(settings, newKey) {
			saved.push(settings);
			newKeys.push(newKey);
		},
		...options,
	});
	servers.push(server);
	await new Promise((resolve) => setImmediate(resolve));
	const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
		fetch(server.url, { method: "POST", body: new URLSearchParams(fields), headers });
	return { server, url: server.url, saved, newKeys, post };
}
