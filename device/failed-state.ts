import type { ChargePointState, Language } from "../modules/charge-point/state";

/** What screen and LEDs show of a charge point that cannot start: it, and each connector, is faulted. */
export function failedState(connectorCount: number, language: Language): ChargePointState {
	const failed = { status: "Faulted", errorCode: "InternalError" } as const;
	const connectors = Array.from({ length: connectorCount }, (_, i) => ({
		...{ id: i + 1, ...failed },
		...{ cable: false, ev: false, evReady: false, locked: false, contactor: false },
		...{ offeredA: 0, drawnA: 0, powerW: 0, importWh: 0 },
		...{
			idTag: null,
			transactionId: null,
			sessionWh: null,
			sessionSeconds: null,
			notice: null,
			reservation: null,
		},
	}));
	return {
		...{ identity: "", connected: false, registration: null, clock: null, queueLength: 0 },
		...failed,
		...{ emergencyStop: false, language, update: null, updatePercent: null, restarting: false, connectors },
	};
}
