/**
 * What `device/` and `simulator/xs/` use of the Moddable SDK 8.2.3, as far as they use it. The
 * compiler takes these declarations with and without an SDK; the manifest leaves the SDK's own out.
 * `ecma-419.d.ts` has what begins with "embedded:".
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
