import platform from "platform";
import { ChargePoint } from "./modules/charge-point/charge-point";
import { forgetCredentials } from "./modules/charge-point/security/credentials";
import { Journal } from "./modules/storage/journal";
import { Records } from "./modules/storage/records";

/** Blocks of the flash that hold the records; the journal has the others. */
const RECORD_BLOCKS = 48;

platform.start((host) => {
	const { flash, settings } = host;
	const records = new Records(flash, 0, RECORD_BLOCKS);
	if (settings.newKey) forgetCredentials(records);
	const chargePoint = new ChargePoint({
		identity: settings.identity,
		csms: settings.csms,
		boot: {
			chargePointVendor: settings.vendor,
			chargePointModel: settings.model,
			chargePointSerialNumber: settings.serialNumber,
			firmwareVersion: settings.firmwareVersion,
		},
		defaults: settings.defaults,
		crashed: settings.crashed,
		timers: host.timers,
		records,
		journal: new Journal(flash, RECORD_BLOCKS, flash.blockCount - RECORD_BLOCKS),
		transport: host.transport,
		fileTransfer: host.fileTransfer,
		firmwareSlot: host.firmwareSlot,
		cryptography: host.cryptography,
		factoryRoot: settings.factoryRoot,
		connectors: host.connectors,
		newId: () => host.newId(),
		random: () => host.random(),
		restart: () => host.restart(),
		log: (text) => host.log(text),
		onChange: () => host.changed(),
		onFrame: host.frame?.bind(host),
	});
	host.onIdTag = (connectorId, idTag) => chargePoint.presentIdTag(connectorId, idTag);
	host.onFault = (connectorId, errorCode, active) => chargePoint.setFault(connectorId, { errorCode }, active);
	host.onEmergencyStop = (pressed) => chargePoint.setEmergencyStop(pressed);
	host.onTamper = () => chargePoint.tampered();
	host.onTime = (time) => chargePoint.setTime(time);
	host.show(() => chargePoint.state);
	chargePoint.start();
});
