/**
 * What `device/` and `simulator/xs/` use of the Moddable SDK 8.2.3, as far as they use it. The
 * compiler takes these declarations with and without an SDK; the manifest leaves the SDK's own out.
 */

/**
 * The engine's last word before it ends the firmware, where `defines.xs.abortHook` asks for it: false
 * makes it go on.
 */
declare var abort: ((why: string, error: unknown) => boolean) | undefined;

/** The screen that Piu draws on; `when` and `context` are between Piu and the platform. */
interface PixelsOut {
	readonly width: number;
	readonly height: number;
	readonly pixelFormat: number;
	rotation: number;
	context: unknown;
	adaptInvalid(area: { x: number; y: number; w: number; h: number }): void;
	begin(x: number, y: number, width: number, height: number): void;
	send(pixels: ArrayBufferLike, offset: number, count: number): void;
	end(): void;
	continue(): void;
	clear(): void;
	pixelsToBytes(count: number): number;
	start(interval: number): void;
	stop(): void;
}

/** The screen of the SDK's simulator; the one of the ESP32 has neither messages nor `when`. */
interface SimulatorScreen extends PixelsOut {
	/** When Piu wants to be called; NaN for never. */
	readonly when: number;
	onMessage?: (text: string) => void;
	postMessage(text: string): void;
}

/** Set by the platform's set-up; undefined on a board without one. */
declare var screen: PixelsOut | undefined;

/** Set by the module "system", which the manifest preloads. */
declare const System: {
	/** Ends in a reset; does not return. */
	restart(): never;
	/** `address` is undefined when the name is not found. */
	resolve(name: string, callback: (name: string, address: string | undefined) => void): void;
};

declare module "timer" {
	/** Callbacks come in the order of time; `delay` and `repeat` are milliseconds in 32 bits with sign. */
	class Timer {
		private constructor();
		static set(callback: (timer: Timer) => void, delay?: number, repeat?: number): Timer;
		static schedule(timer: Timer, delay: number, repeat: number): void;
		static clear(timer: Timer | undefined): void;
		/** Does nothing for so many milliseconds, and lets nothing else of this machine be done. */
		static delay(milliseconds: number): void;
	}
	export default Timer;
}

declare module "time" {
	const Time: {
		/** Sets the clock that `Date` reads, in seconds since 1970 UTC. */
		set(seconds: number): void;
		/** Since the start, never falling; there with the module "microseconds" only. */
		readonly microseconds: number;
	};
	export default Time;
}

declare module "microseconds" {}

/** Of the project: `device/monotonic` or `simulator/xs/monotonic`. */
declare module "monotonic" {
	/** Milliseconds since some start; never falls. */
	export function monotonic(): number;
}

declare module "rng" {
	const RNG: {
		/** `count` random bytes. */
		get(count: number): ArrayBuffer;
	};
	export default RNG;
}

declare module "crypt" {
	export class Digest {
		constructor(type: "SHA1" | "SHA256" | "SHA384" | "SHA512");
		write(data: Uint8Array): void;
		/** The digest; with `more` the next bytes still belong to it. */
		close(more?: boolean): ArrayBuffer;
	}
}

declare module "ecp" {
	class ECPoint {
		readonly x: bigint;
		readonly y: bigint;
		constructor(x: bigint, y: bigint);
	}
	export default ECPoint;
}

declare module "curve" {
	import type ECPoint from "ecp";

	class Curve {
		/** The generator, and its order. */
		readonly G: ECPoint;
		readonly n: bigint;
		readonly ec: {
			/** y^2 = x^3 + ax + b modulo m */
			readonly a: bigint;
			readonly b: bigint;
			readonly m: bigint;
			mul(point: ECPoint, factor: bigint): ECPoint;
			/** The sum of two products. */
			mul2(point: ECPoint, factor: bigint, other: ECPoint, otherFactor: bigint): ECPoint;
		};
		constructor(name: "secp256r1" | "secp384r1");
	}
	export default Curve;
}

declare module "mont" {
	class Mont {
		constructor(options: { m: bigint });
		/** The inverse modulo m. */
		mulinv(value: bigint): bigint;
	}
	export default Mont;
}

declare module "rsa" {
	class RSA {
		constructor(exponent: bigint, modulus: bigint);
		process(value: bigint): bigint;
	}
	export default RSA;
}

declare module "Resource" {
	class Resource {
		/** Throws when the firmware has none of this name. */
		constructor(name: string);
		slice(start: number): ArrayBuffer;
	}
	export default Resource;
}

declare module "preference" {
	/** Domains and keys have at most 15 characters. */
	const Preference: {
		get(domain: string, key: string): string | number | boolean | undefined;
		/** Numbers are integers of 32 bits. */
		set(domain: string, key: string, value: string | number): void;
		delete(domain: string, key: string): void;
	};
	export default Preference;
}

declare module "sntp" {
	class SNTP {
		static readonly time: number;
		static readonly error: number;
		/** `value` is the time in seconds since 1970 UTC, or what has gone wrong. */
		constructor(options: { host: string }, callback: (message: number, value: number | string) => void);
	}
	export default SNTP;
}

declare module "ssd1306" {
	/** `defines.ssd1306` of the manifest has its pins. Throws when the display does not answer. */
	class SSD1306 {
		constructor(options: object);
		begin(x: number, y: number, width: number, height: number): void;
		send(pixels: ArrayBufferLike, offset: number, count: number): void;
		end(): void;
	}
	export default SSD1306;
}

declare module "commodetto/Bitmap" {
	const Bitmap: { readonly Gray256: number };
	export default Bitmap;
}

declare module "mc/config" {
	/** The manifest's `config`, and over it what `mcconfig` was called with, as text. */
	const config: Readonly<Record<string, unknown>>;
	export default config;
}

declare module "text/encoder" {
	const TextEncoder: new () => { encode(text: string): Uint8Array };
	export default TextEncoder;
}

declare module "text/decoder" {
	const TextDecoder: new (label?: string) => { decode(bytes: Uint8Array): string };
	export default TextDecoder;
}

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
		/** Receives at `port`. Throws when it cannot be had. */
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
	import type { TCPOptions } from "embedded:io/socket/tcp";

	class TLSSocket<Options extends TCPOptions> {
		/** Makes its TCP socket with the options that it gets itself, the callbacks replaced. */
		constructor(
			options: Options & {
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

declare module "ssl/cert" {
	class CertificateManager {
		constructor(options: object);
		/** Judges a server's chain of certificates in DER, its own first; the options are those of the session. */
		verify(
			certificates: Uint8Array[],
			options: { judge(certificates: readonly Uint8Array[]): boolean },
		): boolean;
		/** The number of the resource with a root, by its key identifier; -1 when there is none. */
		getIndex(name: "ca.ski", keyIdentifier: Uint8Array | undefined): number;
	}
	export default CertificateManager;
}

declare module "ssl/stream" {
	class SSLStream {
		writeChars(value: number, count: number): void;
		writeChunk(bytes: Uint8Array): void;
	}
	export default SSLStream;
}

declare module "ssl/session" {
	import type { Digest } from "crypt";

	/** A message that a session sends. */
	export interface Protocol {
		readonly name: string;
		packetize(session: SSLSession, ...parameters: unknown[]): unknown;
	}
	class SSLSession {
		readonly options: { clientKey?: Uint8Array };
		/** The last alert, sent or received. */
		readonly alert: { level: number; description: number } | undefined;
		readonly clientCipher: object | null;
		readonly serverCipher: object | null;
		readonly handshakeDigests: { SHA256: Digest };
		/** True when the handshake has ended, in whatever way. */
		handshake(socket: object): boolean;
		/** The next record, when it is whole. */
		readPacket(socket: object): ArrayBuffer | undefined;
		doProtocol(socket: object, protocol: Protocol, ...parameters: unknown[]): void;
	}
	export default SSLSession;
}

declare module "ssl/handshake" {
	import type SSLSession from "ssl/session";
	import type SSLStream from "ssl/stream";

	const handshakeProtocol: {
		packetize(session: SSLSession, type: number, body: SSLStream): unknown;
	};
	export default handshakeProtocol;
}

declare module "x509" {
	const X509: {
		decodeAKI(certificate: Uint8Array): Uint8Array | undefined;
	};
	export default X509;
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

declare module "wifi" {
	/** The radio of the ESP32; it becomes a station, and an access point only after that. */
	class WiFi {
		/** Hears of all that happens; the reason -1 of a disconnection is a refused password. */
		constructor(nothing: undefined, onNotice: (notice: string, reason?: number) => void);
		close(): void;
		static mode: number;
		static readonly Mode: { readonly none: number; readonly station: number; readonly accessPoint: number };
		static readonly gotIP: string;
		static readonly disconnected: string;
		static readonly station_connect: string;
		static readonly station_disconnect: string;
		/** Tries some times; a notice tells how it ends. Throws when it cannot even begin. */
		static connect(options: { ssid: string; password?: string }): void;
		static disconnect(): void;
		/** Each network, then null. */
		static scan(options: object, callback: (found: { ssid: string; rssi: number } | null) => void): void;
		/** `password`: 8 to 63 characters. Throws when it cannot be opened. */
		static accessPoint(options: { ssid: string; password: string }): void;
	}
	export default WiFi;
}

declare module "net" {
	const Net: {
		/** Six bytes in hexadecimal digits with colons. */
		get(name: "MAC", network: "station"): string | undefined;
	};
	export default Net;
}
