/**
 * Takes the place of the SDK's generator on the desktop, whose numbers begin alike in each process: TLS
 * asks for its random bytes here.
 */
export default {
	get(count: number): ArrayBuffer {
		return native("xs_simulator_random").call(undefined, count) as ArrayBuffer;
	},
};
