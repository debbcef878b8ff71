import type { FindRoute } from "../../device/sdk/route";
import { utf8Encoder } from "../../modules/utf8";

/** The way of the SDK's sockets into the simulator's network, which takes every connection and is told whom it is for. */
export function throughNetwork(address: string, port: number): FindRoute {
	return (host, hostPort, found) => {
		const name = host.includes(":") ? `[${host}]` : host;
		found({ address, port, preface: utf8Encoder().encode(`CONNECT ${name}:${hostPort}\n`) });
	};
}
