import type { MeterReading } from "../../modules/charge-point/interfaces";
import { pinsOf } from "../../simulator/pins";
import { type BootOptions, type FromFirmware, MAX_CURRENT, PIN } from "../../simulator/protocol";
import type { DeviceBoard } from "../boards/board";

/** The board that the simulator plays: its lines, meters and control pilots are on the script channel. */
export function boardOf(
	boot: BootOptions,
	meters: ReadonlyMap<number, MeterReading>,
	tell: (message: FromFirmware) => void,
): DeviceBoard {
	return {
		model: "ESP32 in QEMU",
		maxCurrent: MAX_CURRENT,
		connectors: Array.from({ length: boot.connectors }, (_, index) => {
			const connector = index + 1;
			return {
				...pinsOf(connector, boot.cable),
				meter: () => ({ read: () => meters.get(connector) ?? { importWh: 0 } }),
				pilot: () => ({ offer: (amperes) => tell({ offer: { connector, amperes } }) }),
			};
		}),
		emergencyStop: { pin: PIN.emergencyStop },
		tamper: { pin: PIN.tamper },
	};
}
