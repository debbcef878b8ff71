import type { MeterReading } from "../modules/charge-point/interfaces";
import type { ChargePointState, Language } from "../modules/charge-point/state";
import type { ErrorCode } from "../modules/ocpp/types";
import type { SetupSettings } from "../modules/setup/form";

/**
 * The lines of JSON between the simulator and the firmware process, the same for every engine:
 * the simulator plays the copper around the board, the firmware process is the board.
 */

/**
 * Simulator to firmware, one JSON object a line on the firmware's standard input. `digital`, `meter` and
 * `link` lines before `boot` tell how the board finds the world when the power comes on; the end of the
 * input ends the firmware.
 */
export type ToFirmware =
	/** The power comes on. */
	| { boot: BootOptions }
	/** A digital input's level: 1 is high. */
	| { digital: { pin: number; level: 0 | 1 } }
	/** What the meter shows now. */
	| { meter: { connector: number } & MeterReading }
	/** An id presented to a reader; connector 0 is one reader for all. */
	| { idTag: { connector: number; idTag: string } }
	| { fault: { connector: number; errorCode: ErrorCode; active: boolean } }
	/** The OLED is pulled out, or put in again. */
	| { oled: boolean }
	/** The network link came up; or went down, which only a board without `network` is told. */
	| { link: "up" | "down" }
	/** The set-up page is wanted; its address is the answer. */
	| { setup: "open" }
	/** To a firmware in an emulator, whose time is its own: `settled` is the answer when it has seen all inputs so far. */
	| { settle: number }
	/** To a firmware in an emulator: `memory` is the answer. */
	| { measure: "memory" };

export interface BootOptions {
	identity: string;
	csms: string;
	connectors: number;
	cable: "detachable" | "fixed";
	/** Factory defaults of configuration keys. */
	settings: Record<string, string>;
	/** PEM text of the root trusted for wss, if any. */
	ca?: string;
	/** File that is the flash; made by the firmware's provider when missing. */
	flash: string;
	/**
	 * Loopback port of the simulator's network. Every TCP connection of the firmware goes there and
	 * begins with one line `CONNECT host:port\n`; from then on the bytes are the peer's. Without it the
	 * connections go straight to the peers.
	 */
	network?: number;
	/** Host and port where the simulator sees the set-up page, if not where the firmware has it. */
	page?: string;
	/** What the screen speaks. */
	language: Language;
	/** Minutes that the screen's clock is ahead of UTC. */
	utcOffset: number;
	/** What the set-up page has saved; it stands in the other options, too. */
	setup?: SetupSettings;
	/** With a new AuthorizationKey, just now: what the CSMS has changed of key and profile counts no more. */
	newKey?: boolean;
	/** The firmware has failed and the watchdog starts it again; the power was not cut. */
	crashed?: boolean;
}

/** Firmware to simulator, one JSON object a line on the firmware's standard output. */
export type FromFirmware =
	/**
	 * The firmware starts, or starts again, within a process that stays: the answer is its boot lines. Only an
	 * emulator tells it; other processes get those lines at their start.
	 */
	| { starting: true }
	/** The firmware ends, to start again within its process; from here on it drives nothing. */
	| { restarting: true }
	/** The firmware takes inputs. */
	| { ready: true }
	/** A digital output's level. */
	| { digital: { pin: number; level: 0 | 1 } }
	/** The control pilot's offer to the vehicle, A per phase. */
	| { offer: { connector: number; amperes: number } }
	/** The observable state has changed. */
	| { state: ChargePointState }
	/** The OLED has changed: base64 of 1024 bytes, row by row, the leftmost pixel in the high bit. */
	| { display: { lines: string[]; bitmap: string } }
	/**
	 * What the OLED's SSD1306 was sent over I2C since the last time, in base64: transfers, each with its address,
	 * its length in two bytes, high byte first, and its bytes; and the texts of the picture. Null: it is dark,
	 * out of its socket.
	 */
	| { oled: { lines: readonly string[]; i2c: string } | null }
	/** A frame, or with `more` a part of one, whose rest follows before any other: see {@link FrameCollector}. */
	| { ocpp: { direction: "out" | "in"; frame: string; more?: true } }
	/** All inputs before the `settle` with this number have been seen, debounced, and told in `state`. */
	| { settled: number }
	/** Where the set-up page is. */
	| { setup: { url: string } }
	/** The set-up page has saved, with a new AuthorizationKey or without. */
	| { settings: SetupSettings; newKey: boolean }
	/** What the memory holds after a garbage collection, which only an emulator is asked for. */
	| { memory: MemoryFigures }
	| { log: string };

/** Of an ESP32's memory, all in bytes. */
export interface MemoryFigures {
	/** What ESP-IDF has left of the memory that takes bytes: now, in one piece, and at the least since the start. */
	system: { free: number; largest: number; least: number };
	/** XS's heap of texts, buffers and arrays: what lives in it, and what it has grown to. */
	chunks: { living: number; size: number };
	/** XS's heap of objects and their properties. */
	slots: { living: number; size: number };
	/** What functions of XS work with: the most so far, and what there is. */
	stack: { most: number; size: number };
}

/** The firmware process ends with this status to be started again (reset, update). */
export const RESTART_STATUS = 64;

/** What wiring and contactor of the simulated hardware allow, A per phase. */
export const MAX_CURRENT = 32;

/** Virtual pin numbers of the simulated board: the connector's number in the hundreds. */
export const PIN = {
	emergencyStop: 1,
	tamper: 2,
	cable: 1,
	ev: 2,
	evReady: 3,
	lockFeedback: 4,
	pause: 5,
	lock: 11,
	contactor: 12,
	available: 21,
	charging: 22,
	fault: 23,
} as const;
