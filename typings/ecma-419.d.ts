/**
 * What `device/` and `simulator/xs/` use of the Moddable SDK 8.2.3 by the specifiers of ECMA-419, as far as
 * they use it; `moddable.d.ts` has the rest.
 */

declare module "embedded:io/digital" {
	class Digital {
		static readonly Input: number;
		static readonly InputPullUp: number;
		static readonly InputPullDown: number;
		static readonly Output: number;
		static readonly Rising: number;
		static readonly Falling: number;
		constructor(options: {
			pin: number;
			mode: number;
			edge?: number;
			initialValue?: 0 | 1;
			onReadable?: () => void;
		});
		read(): 0 | 1;
		write(level: 0 | 1): void;
		close(): void;
	}
	export default Digital;
}

declare module "embedded:io/i2c" {
	/** A device at an address of a bus; `timeout` of a transfer in ms. The methods throw when it fails. */
	class I2C {
		constructor(options: { data: number; clock: number; hz: number; address: number; timeout?: number });
		read(count: number): ArrayBuffer;
		write(bytes: Uint8Array): void;
	}
	export default I2C;
}

declare module "embedded:io/spi" {
	class SPI {
		/** `active`: the level of `select` for the device. `port`: 1 or 2, SPI2 or SPI3 of the ESP32. */
		constructor(options: {
			clock: number;
			out: number;
			in: number;
			select: number;
			active: 0 | 1;
			hz: number;
			mode: number;
			port: number;
		});
		/** Sends the bytes and puts into their place what comes back. */
		transfer(bytes: Uint8Array): void;
		flush(deselect: boolean): void;
	}
	export default SPI;
}

declare module "embedded:io/pulsecount" {
	/** Decodes quadrature: a change of either line counts up or down. `filter`: in ns. */
	class PulseCount {
		constructor(options: { signal: number; control: number; filter?: number; onReadable?: () => void });
		read(): number;
	}
	export default PulseCount;
}

declare module "embedded:io/pwm" {
	class PWM {
		/** 1024 Hz and 10 bits when not given. Throws when there is no channel left: an ESP32 has four. */
		constructor(options: { pin: number; hz?: number });
		readonly hz: number;
		readonly resolution: number;
		write(value: number): void;
		close(): void;
	}
	export default PWM;
}

declare module "embedded:io/analog" {
	class Analog {
		constructor(options: { pin: number });
		/** Bits: `read` gives 0 to 2 ** resolution - 1, the largest for 2450 mV. */
		readonly resolution: number;
		read(): number;
	}
	export default Analog;
}

declare module "embedded:io/socket/tcp" {
	export interface TCPOptions {
		/** IPv4, in numbers. */
		address: string;
		port: number;
		nodelay?: boolean;
		onReadable(this: TCP, count: number): void;
		onWritable(this: TCP, count: number): void;
		onError(this: TCP): void;
	}
	class TCP {
		/** Connects, or takes a socket over: `from` ends with that. */
		constructor(options: TCPOptions | (Omit<TCPOptions, "address" | "port"> & { from: TCP }));
		readonly remoteAddress: string | undefined;
		read(count: number): ArrayBuffer | undefined;
		/** Returns how many bytes can be written now; throws when there are too many. */
		write(bytes: Uint8Array): number | undefined;
		close(): void;
	}
	export default TCP;
}

declare module "embedded:io/socket/listener" {
	import type TCP from "embedded:io/socket/tcp";

	class Listener {
		/** `count` connections wait to be read. Throws when the port cannot be had; 0 is a free one. */
		constructor(options: { port: number; onReadable(this: Listener, count: number): void });
		readonly port: number;
		/** The next connection: a socket without callbacks. */
		read(): TCP | undefined;
		close(): void;
	}
	export default Listener;
}

declare module "embedded:io/socket/udp" {
	class UDP {
		/** Receives at `port`; 0 is a free one. Throws when it cannot be had. */
		constructor(options: { port: number; onReadable(this: UDP, count: number): void });
		/** The next packet, and who has sent it. */
		read(): (ArrayBuffer & { address: string; port: number }) | undefined;
		/** Throws when it cannot be sent. */
		write(bytes: Uint8Array, address: string, port: number): void;
		close(): void;
	}
	export default UDP;
}

declare module "embedded:io/socket/tcp/tls" {
	import type TCP from "embedded:io/socket/tcp";

	class TLSSocket<Options extends object> {
		/** Makes its TCP socket with the options that it gets itself, the callbacks replaced. */
		constructor(
			options: Options & {
				onReadable(count: number): void;
				onWritable(count: number): void;
				onError(): void;
				/** The name that the server's certificate must be for. */
				host: string;
				TCP: { io: new (options: Options) => TCP };
				/** Handed on to the session. */
				secure: object;
			},
		);
		read(count: number): ArrayBuffer | undefined;
		write(bytes: Uint8Array): number | undefined;
		close(): void;
	}
	export default TLSSocket;
}

declare module "embedded:storage/files" {
	export interface File {
		/** Fewer bytes at the end of the file. */
		read(count: number, position: number): ArrayBuffer;
		write(bytes: Uint8Array, position: number): void;
		status(): { readonly size: number };
		close(): void;
	}
	/** Paths are relative to the folder that the manifest's `config.files` names; none begins with "/". */
	const files: {
		/** Of nothing, it is no file. */
		status(path: string): { isFile(): boolean; readonly size: number };
		/** `r+` needs a file; `w+` makes one or empties it. */
		openFile(options: { path: string; mode: "r" | "r+" | "w+" }): File;
		createDirectory(path: string): void;
		move(from: string, to: string): void;
	};
	export default files;
}

declare module "embedded:storage/flash" {
	export interface Flash {
		read(length: number, offset: number): ArrayBuffer;
		write(bytes: Uint8Array, offset: number): void;
		/** Erases the blocks from `start` to before `end`. */
		eraseBlock(start: number, end?: number): void;
		status(): { readonly size: number; readonly blockLength: number; readonly blocks: number };
	}
	const flash: {
		/**
		 * Opens a data partition by its label, or the app partition that is "running", or the one for the
		 * next firmware, "nextota"; throws when there is none.
		 */
		open(options: { path: string }): Flash;
	};
	export default flash;
}

declare module "embedded:update" {
	import type { Flash } from "embedded:storage/flash";

	export interface Update {
		/** Appends to the image. */
		write(bytes: Uint8Array): void;
		/** Checks the image and makes it the one that boots next. */
		complete(): void;
		close(): void;
	}
	const updates: {
		open(options: { partition: Flash }): Update;
	};
	export default updates;
}
