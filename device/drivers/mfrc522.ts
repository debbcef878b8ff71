import SPI from "embedded:io/spi";
import { frozen } from "../../modules/frozen";
import { CardReader } from "../../modules/hardware/drivers/card-reader";
import { Mfrc522 } from "../../modules/hardware/drivers/mfrc522";
import type { OpenReader } from "./driver";

/** The lines of an MFRC522: SCK, MOSI, MISO and SDA, which is the select line here. */
export interface Mfrc522Pins {
	clock: number;
	out: number;
	in: number;
	select: number;
}

/** SPI3 of the ESP32. */
const PORT = 2;

/** The card reader MFRC522 over SPI. */
export function mfrc522(pins: Mfrc522Pins): OpenReader {
	const lines = frozen(pins);
	return ({ timers, log, onFault }, onIdTag) => {
		const open = () => new SPI({ ...lines, active: 0, hz: 4_000_000, mode: 0, port: PORT });
		const chip = new Mfrc522({ timers, open });
		const onFailure = (failed: boolean) => onFault("ReaderFailure", failed);
		new CardReader({ timers, chip, onIdTag, onFailure, log });
	};
}
