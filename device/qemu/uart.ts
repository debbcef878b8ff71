import type { Serial } from "./script-channel";

/** UART2 of the ESP32, which the emulator has on its standard input and output. */
export class Uart implements Serial {
	constructor() {
		native("xs_uart_open").call(undefined);
	}

	read(): ArrayBuffer | undefined {
		return native("xs_uart_read").call(undefined) as ArrayBuffer | undefined;
	}

	write(bytes: Uint8Array, start: number): number {
		return native("xs_uart_write").call(undefined, bytes, start) as number;
	}
}
