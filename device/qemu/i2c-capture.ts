import { toBase64 } from "../../modules/base64";

/** The display is in its socket, or out of it: then it acknowledges nothing. */
export function fitDisplay(fitted: boolean): void {
	native("xs_i2c_fit").call(undefined, fitted);
}

/** What was sent over I2C since the last time, as the protocol has it; undefined when that is nothing. */
export function takeTransfers(): string | undefined {
	const bytes = native("xs_i2c_take").call(undefined) as ArrayBuffer | undefined;
	return bytes && toBase64(new Uint8Array(bytes));
}
