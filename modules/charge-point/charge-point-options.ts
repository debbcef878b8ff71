import type { BootNotificationRequest } from "../ocpp/types";
import type { Timers } from "../timers";
import type { FileTransfer, FirmwareSigning, FirmwareSlot } from "./firmware/interfaces";
import type { ConnectorHardware, Journal, Records, Transport } from "./interfaces";
import type { Cryptography } from "./security/interfaces";

/** What the charge point is, and all that it needs of the platform. */
export interface ChargePointOptions {
	identity: string;
	/** OCPP-J endpoint, `ws://` or `wss://`, without the identity. */
	csms: string;
	/** Sent as BootNotification (R-BOOT-02). */
	boot: BootNotificationRequest;
	/** Factory defaults of configuration keys. */
	defaults: Readonly<Record<string, string>>;
	/** The firmware has failed and was started again; the power was not cut (R-TX-10). */
	crashed: boolean;
	timers: Timers;
	records: Records;
	journal: Journal;
	transport: Transport;
	fileTransfer: FileTransfer;
	firmwareSlot: FirmwareSlot;
	/** Judges signed firmware; else the installed ManufacturerRootCertificates do. */
	firmwareSigning?: FirmwareSigning;
	cryptography: Cryptography;
	/** PEM: installed as CentralSystemRootCertificate by the first boot that has it. */
	factoryRoot?: string;
	/** One for each connector, from connector 1 on. */
	connectors: readonly ConnectorHardware[];
	/** A new UUID. */
	newId(): string;
	/** A random number, 0 to below 1. */
	random(): number;
	/** Restarts the firmware. */
	restart(): void;
	log(text: string): void;
	/** The observable state has changed. */
	onChange(): void;
	/** Sees every OCPP frame. */
	onFrame?(direction: "in" | "out", frame: string): void;
}
