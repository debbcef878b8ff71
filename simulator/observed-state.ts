import type { ChargePointState } from "../modules/charge-point/state";
import { HEIGHT, WIDTH } from "./display-png";
import type { World } from "./world";

/** What an observer at the charge point could see or measure: the answer of `GET /api/state`. */
export interface ObservedState {
	identity: string;
	power: boolean;
	network: boolean;
	connected: boolean;
	/** Null before the first answer to a BootNotification. */
	registration: ChargePointState["registration"];
	/** The charge point's own clock, null while unset. */
	clock: string | null;
	queueLength: number;
	display: { width: number; height: number; lines: string[] };
	connectors: ObservedConnector[];
}

export interface ObservedConnector {
	id: number;
	status: ChargePointState["status"];
	errorCode: ChargePointState["errorCode"];
	cable: boolean;
	ev: boolean;
	evReady: boolean;
	locked: boolean;
	contactor: boolean;
	offeredA: number;
	drawnA: number;
	importWh: number;
	idTag: string | null;
	transactionId: number | null;
	leds: { available: boolean; charging: boolean; fault: boolean };
}

/** What the firmware has told of itself since it last came up. */
export class FirmwareView {
	#lines: string[] = [];
	#bitmap: Uint8Array | undefined;
	#state: ChargePointState | undefined;
	#receivedAt = 0;
	#queueLength = 0;

	get state(): ChargePointState | undefined {
		return this.#state;
	}

	/** What the screen says. */
	get lines(): string[] {
		return this.#lines;
	}

	/** The pixels of the screen; undefined while it is dark. */
	get bitmap(): Uint8Array | undefined {
		return this.#bitmap;
	}

	/** Messages in the flash do not go away with the firmware. */
	get queueLength(): number {
		return this.#queueLength;
	}

	/** The clock of the charge point, which goes on between two of its states; ms since 1970. */
	get clock(): number | null {
		if (!this.#state || this.#state.clock === null) return null;
		return this.#state.clock + performance.now() - this.#receivedAt;
	}

	takeState(state: ChargePointState): void {
		this.#state = state;
		this.#receivedAt = performance.now();
		this.#queueLength = state.queueLength;
	}

	takeDisplay(lines: string[], bitmap: Uint8Array): void {
		this.#lines = lines;
		this.#bitmap = bitmap;
	}

	/** It runs no more: the screen is dark, and it has no opinion. */
	clear(): void {
		this.#state = undefined;
		this.#lines = [];
		this.#bitmap = undefined;
	}
}

/**
 * Joins what the world shows and what the firmware tells. Without running firmware a connector
 * is unusable, and so it is Unavailable.
 */
export function observe(
	identity: string,
	power: boolean,
	network: boolean,
	firmware: FirmwareView,
	world: World,
): ObservedState {
	const { state, clock } = firmware;
	return {
		identity,
		power,
		network,
		connected: state?.connected ?? false,
		registration: state?.registration ?? null,
		clock: clock === null ? null : new Date(clock).toISOString(),
		queueLength: firmware.queueLength,
		display: { width: WIDTH, height: HEIGHT, lines: firmware.lines },
		connectors: world.connectors.map((connector) => {
			const told = state?.connectors.find(({ id }) => id === connector.id);
			return {
				id: connector.id,
				status: told?.status ?? "Unavailable",
				errorCode: told?.errorCode ?? "NoError",
				cable: connector.cable,
				ev: connector.ev,
				evReady: connector.evReady,
				locked: connector.locked,
				contactor: connector.contactor,
				offeredA: connector.offeredA,
				drawnA: connector.drawnA,
				importWh: connector.importWh,
				idTag: told?.idTag ?? null,
				transactionId: told?.transactionId ?? null,
				leds: { ...connector.leds },
			};
		}),
	};
}
