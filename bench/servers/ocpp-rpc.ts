import type { AddressInfo } from "node:net";
import { RPCServer } from "ocpp-rpc";
import { tellReady } from "./listen";
import { responses } from "./responses";

/** `ocpp-rpc` in strict mode: every message is checked against the official schemas. Stores nothing. */
const options = { protocols: ["ocpp1.6"], strictMode: true };
// Its types ask for options that have defaults.
const server = new RPCServer(options as ConstructorParameters<typeof RPCServer>[0]);
server.auth((accept) => accept());
server.on("client", (client) => {
	for (const [action, respond] of Object.entries(responses)) client.handle(action, respond);
});
const http = await server.listen(0, "127.0.0.1");
tellReady((http.address() as AddressInfo).port);
