import Digital from "embedded:io/digital";
import I2C from "embedded:io/i2c";
import { frozen } from "../../modules/frozen";
import { CardReader } from "../../modules/hardware/drivers/card-reader";
import { Pn532 } from "../../modules/hardware/drivers/pn532";
import type { Pin } from "../../modules/hardware/platform";
import type { OpenReader } from "./driver";

/** The lines of a PN532: SDA and SCL, which may be those of the OLED, and P70_IRQ where it is wired. */
export interface Pn532Pins {
	data: number;
	clock: number;
	irq?: Pin;
}

/** A transfer that takes longer has failed, ms: the longest one takes 2 ms. */
const TRANSFERS = 20;

/** The card reader PN532 over I2C. */
export function pn532(pins: Pn532Pins): OpenReader {
	const { data, clock, irq } = frozen(pins);
	return ({ timers, log, onFault }, onIdTag) => {
		const open = () => new I2C({ data, clock, hz: 400_000, address: 0x24, timeout: TRANSFERS });
		const chip = new Pn532({ timers, open, irq: irq && { digital: Digital, pin: irq } });
		const onFailure = (failed: boolean) => onFault("ReaderFailure", failed);
		new CardReader({ timers, chip, onIdTag, onFailure, log });
	};
}
