import platform from "platform";
import { ChargePoint } from "./modules/charge-point/charge-point";
import { forgetCredentials } from "./modules/charge-point/security/credentials";
import { Journal } from "./modules/storage/journal";
import { RECORD_BLOCKS } from "./modules/storage/layout";
import { Records } from "./modules/storage/records";

platform.start((host) => {
	const { flash, settings } = host;
	const records = new Records(flash, 0, RECORD_BLOCKS);
	if (settings.newKey) forgetCredentials(records);
	const chargePoint = new ChargePoint({
		host,
		boot: {
			chargePointVendor: settings.vendor,
			chargePointModel: settings.model,
			chargePointSerialNumber: settings.serialNumber,
			firmwareVersion: settings.firmwareVersion,
		},
		records,
		journal: new Journal(flash, RECORD_BLOCKS, flash.blockCount - RECORD_BLOCKS),
	});
	host.onIdTag = (connectorId, idTag) => chargePoint.presentIdTag(connectorId, idTag);
	host.onFault = (connectorId, errorCode, active) => chargePoint.setFault(connectorId, { errorCode }, active);
	host.onEmergencyStop = (pressed) => chargePoint.setEmergencyStop(pressed);
	host.onTamper = () => chargePoint.tampered();
	host.onTime = (time) => chargePoint.setTime(time);
	host.show(() => chargePoint.state);
	chargePoint.start();
});
