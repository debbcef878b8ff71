import ListenerIO from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import type { SocketEvents } from "../../modules/net/sockets";
import type { Listen } from "../../modules/setup/http-server";

/** The TCP listener of the SDK; `accepts` judges the address of who connects. */
export function sdkListen(accepts: (address: string | undefined) => boolean = () => true): Listen {
	return (port, onConnection) =>
		new ListenerIO({
			port,
			onReadable(count) {
				for (let left = count; left > 0; left--) {
					const accepted = this.read();
					if (!accepted) return;
					let taken = false;
					if (accepts(accepted.remoteAddress))
						onConnection((events) => {
							taken = true;
							return connectionOf(accepted, events);
						});
					if (!taken) accepted.close();
				}
			},
		});
}

/** Makes the accepted socket one with callbacks; no exception of theirs gets to the engine. */
function connectionOf(from: TCP, events: SocketEvents): TCP {
	const end = () => events.onError();
	const guarded = (callback: (count: number) => void) => (count: number) => {
		try {
			callback(count);
		} catch {
			end();
		}
	};
	return new TCP({
		from,
		onReadable: guarded((count) => events.onReadable(count)),
		onWritable: guarded((count) => events.onWritable(count)),
		onError: end,
	});
}
