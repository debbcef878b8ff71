// XS knows this module by the name "platform" alone, so that all that it imports is named from the top.
import "device/sdk/globals";
import Digital from "embedded:io/digital";
import PWM from "embedded:io/pwm";
import { board } from "device/boards/this-board";
import { PartitionFlash } from "device/flash";
import { openContactors, watchInputs } from "device/inputs";
import { DemoConnector } from "device/metered-load";
import { OledScreen } from "device/oled";
import { OtaSlot } from "device/ota-slot";
import { sdkCryptography } from "device/sdk/cryptography";
import { random, randomBytes, uuid } from "device/sdk/random";
import { sha1 } from "device/sdk/sha1";
import { SdkSockets } from "device/sdk/sockets";
import { QueuedTimers } from "device/sdk/timers";
import { type BuildSettings, readSettings } from "device/settings";
import { Station } from "device/wifi";
import type { ChargePointState } from "modules/charge-point/state";
import { frozen } from "modules/frozen";
import type { Host, Platform, Settings } from "modules/hardware/platform";
import { StatusLeds } from "modules/hardware/status-leds";
import { HttpTransfer } from "modules/net/http-transfer";
import { ReconnectingTransport } from "modules/net/reconnecting-transport";
import type { ErrorCode } from "modules/ocpp/types";
import { ledsOf } from "modules/ui/leds";
import { startScreen } from "modules/ui/piu/screen";
import { ScreenModel } from "modules/ui/screen-model";
import Preference from "preference";
import SNTP from "sntp";
import Time from "time";

/** The partition of journal and records in `partitions.csv`. */
const PARTITION = "journal";
/** An earlier time is the one of a clock that nobody has set: 2025-01-01, ms since 1970 UTC. */
const CLOCK_IS_SET = 1_735_689_600_000;
/** The longest message that is taken, bytes: as long as R-CON-11 asks for, since it is parsed in RAM. */
const MAX_MESSAGE = 16_384;

function log(text: string): void {
	trace(`${text}\n`);
}

/** An ESP32 with what `device/boards` says of its lines. */
class Esp32 implements Host {
	readonly settings: Settings;
	readonly timers = new QueuedTimers();
	readonly flash = new PartitionFlash(PARTITION);
	readonly transport: ReconnectingTransport;
	readonly fileTransfer: HttpTransfer;
	readonly firmwareSlot = new OtaSlot(this.timers);
	readonly cryptography = sdkCryptography;
	readonly connectors: readonly DemoConnector[];
	onIdTag?: (connectorId: number, idTag: string) => void;
	onFault?: (connectorId: number, errorCode: ErrorCode, active: boolean) => void;
	onEmergencyStop?: (pressed: boolean) => void;
	onTamper?: () => void;
	private readonly tellInputs: () => void;
	private readonly leds: readonly StatusLeds[];
	private readonly screen: ScreenModel;
	private state: (() => ChargePointState) | undefined;

	/** `crashed`: the firmware before it has failed. */
	constructor(settings: BuildSettings, crashed: boolean) {
		const { timers } = this;
		// Contactors first: they are open from here on.
		this.connectors = board.connectors.map(
			(pins, i) => new DemoConnector({ digital: Digital, timers, pins, maxCurrent: board.maxCurrent }, i + 1),
		);
		const { connectors } = this;
		const showCard = (idTag: string | undefined) => this.screen.showCard(idTag);
		this.tellInputs = watchInputs({
			...{ digital: Digital, timers, board, connectors, cards: settings.cards, showCard, host: this },
		});
		this.leds = board.connectors.map(({ leds }) => new StatusLeds(Digital, timers, leds, PWM));
		for (const leds of this.leds) leds.show(ledsOf(null, false));
		const { language, utcOffset } = settings;
		this.screen = new ScreenModel({ timers, language, utcOffset });
		const oled = new OledScreen(timers, log);
		globalThis.screen = oled;
		startScreen(this.screen, oled);
		const sockets = new SdkSockets({ route: findRoute });
		this.transport = new ReconnectingTransport({
			timers,
			sockets,
			sha1,
			randomBytes,
			maxMessage: MAX_MESSAGE,
		});
		this.fileTransfer = new HttpTransfer({ timers, sockets });
		const station = this.joinNetwork(settings);
		const address = station?.address?.replaceAll(":", "").toUpperCase() ?? "";
		this.settings = {
			identity: settings.id ?? `CP${address.slice(-6)}`,
			csms: settings.csms,
			defaults: { DisplayLanguage: language },
			vendor: "xs-evse",
			model: board.model,
			serialNumber: address,
			firmwareVersion: settings.version,
			crashed,
		};
	}

	newId(): string {
		return uuid();
	}

	random(): number {
		return random();
	}

	restart(): void {
		System.restart();
	}

	log(text: string): void {
		log(text);
	}

	show(state: () => ChargePointState): void {
		this.state = state;
		this.screen.show(state);
		this.changed();
		// When it has started, which it does at once.
		this.timers.set(this.tellInputs, 0);
	}

	changed(): void {
		const state = this.state?.();
		if (!state) return;
		this.screen.changed();
		state.connectors.forEach((connector, i) => {
			this.leds[i].show(ledsOf(connector.status, state.connected));
		});
	}

	/** Opens every contactor and keeps it open. */
	openContactors(): void {
		openContactors(this.connectors);
	}

	private joinNetwork({ ssid, password, sntp }: BuildSettings): Station | undefined {
		this.screen.setNetwork(false);
		if (ssid === undefined) return undefined;
		const onChange = (up: boolean) => {
			log(up ? `Wi-Fi: joined ${ssid}` : `Wi-Fi: lost ${ssid}`);
			this.screen.setNetwork(up);
			if (!up) return;
			if (sntp !== undefined) setClock(sntp);
			this.transport.linkUp();
		};
		return new Station({ ssid, password, timers: this.timers, onChange, log });
	}
}

const platform: Platform = frozen({
	start(ready: (host: Host) => void): void {
		let host: Esp32 | undefined;
		globalThis.abort = (why, error) => {
			// What fails from here on, for want of memory perhaps, ends the firmware all the same.
			globalThis.abort = undefined;
			host?.openContactors();
			Preference.set("abort", "reason", `${why}: ${error instanceof Error ? error.stack : error}`);
			return true;
		};
		const reason = Preference.get("abort", "reason");
		if (reason !== undefined) {
			log(`The firmware had failed, ${reason}`);
			Preference.delete("abort", "reason");
		}
		host = new Esp32(readSettings(log), reason !== undefined);
		ready(host);
	},
});

export default platform;

function findRoute(
	host: string,
	port: number,
	found: (route: { address: string; port: number } | undefined) => void,
): void {
	if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) found({ address: host, port });
	else System.resolve(host, (_, address) => found(address === undefined ? undefined : { address, port }));
}

/** TLS needs the time to judge certificates; the CSMS may give it, but only after TLS. */
function setClock(host: string): void {
	if (Date.now() > CLOCK_IS_SET) return;
	new SNTP({ host }, (message, value) => {
		if (message === SNTP.time) Time.set(Number(value));
		else if (message === SNTP.error) log(`The time server ${host}: ${value}`);
	});
}
