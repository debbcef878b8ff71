import type { BootNotificationRequest } from "../ocpp/types";
import type { Timers } from "../timers";
import type { FileTransfer, FirmwareSlot } from "./firmware/interfaces";
import type { ConnectorHardware, Journal, Records, Transport } from "./interfaces";
import type { Cryptography } from "./security/interfaces";

/** What is known of a charge point before its flash is read. */
export interface ChargePointSettings {
	readonly identity: string;
	/** OCPP-J endpoint, `ws://` or `wss://`, without the identity. */
	readonly csms: string;
	/** Factory defaults of configuration keys. */
	readonly defaults: Readonly<Record<string, string>>;
	/** PEM: installed as CentralSystemRootCertificate by the first boot that has it. */
	readonly factoryRoot?: string;
	/** The firmware has failed and was started again; the power was not cut (R-TX-10). */
	readonly crashed: boolean;
}

/** All that a charge point needs of the platform. */
export interface ChargePointHost {
	readonly settings: ChargePointSettings;
	readonly timers: Timers;
	readonly transport: Transport;
	readonly fileTransfer: FileTransfer;
	readonly firmwareSlot: FirmwareSlot;
	readonly cryptography: Cryptography;
	/** One for each connector, from connector 1 on. */
	readonly connectors: readonly ConnectorHardware[];
	/** A new UUID. */
	newId(): string;
	/** A random number, 0 to below 1. */
	random(): number;
	/** Restarts the firmware: it boots again from flash. */
	restart(): void;
	log(text: string): void;
	/** The observable state has changed; meters and clocks run on without it. */
	changed(): void;
	/** Sees every OCPP frame, where somebody watches. */
	frame?(direction: "in" | "out", frame: string): void;
}

export interface ChargePointOptions {
	host: ChargePointHost;
	/** Sent as BootNotification (R-BOOT-02). */
	boot: BootNotificationRequest;
	records: Records;
	journal: Journal;
}
