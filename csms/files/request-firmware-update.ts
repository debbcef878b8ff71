import type { NewFirmwareUpdate } from "../api/schemas/firmware";
import type { Context } from "../context";
import type { ChargePointRow } from "../database/tables/charge-points";
import { momentOf, timestamp } from "../moment";
import { Problem } from "../problem";
import { type FirmwareImage, findFirmware } from "../records/firmware";
import { newToken } from "../secrets";
import { downloadAddress } from "./addresses";
import { chargePointOf, checkLocation, originFor, requestTransfer } from "./request-transfer";

/**
 * Asks a charge point to fetch and install firmware, from here or from elsewhere, and answers the number of
 * the update. Throws a Problem: 404, 409, 422, 502, 504.
 */
export async function requestFirmwareUpdate(
	context: Context,
	identity: string,
	account: string,
	wish: NewFirmwareUpdate,
	campaignId?: number,
): Promise<number> {
	const chargePoint = await chargePointOf(context, identity);
	const { firmwareId, retries, retryInterval } = wish;
	const image = firmwareId === undefined ? undefined : await findFirmware(context.store.db, firmwareId);
	if (image) checkModel(image, chargePoint);
	const signing = signingOf(wish, image);
	const { location, token } = locationOf(wish, image, chargePoint);
	const retrieveAt = wish.retrieveDate === undefined ? Date.now() : momentOf(wish.retrieveDate);
	const retrieveDate = timestamp(retrieveAt);
	const installAt = wish.installDate === undefined ? undefined : momentOf(wish.installDate);
	const tries = { retries, retryInterval };
	const transfer = {
		...{ identity, account, location, token, ...tries, retrieveAt, installAt },
		...{ firmware: image, campaignId },
	};
	if (!signing) {
		const payload = { location, retrieveDate, ...tries };
		return requestTransfer(context, { ...transfer, action: "UpdateFirmware" }, () => payload);
	}
	const firmware = {
		location,
		retrieveDateTime: retrieveDate,
		...(installAt === undefined ? {} : { installDateTime: timestamp(installAt) }),
		...signing,
	};
	return requestTransfer(context, { ...transfer, action: "SignedUpdateFirmware" }, ({ request_id }) => ({
		...{ requestId: request_id, firmware, ...tries },
	}));
}

/** What SignedUpdateFirmware carries; undefined for UpdateFirmware. */
function signingOf(
	{ signed, installDate }: NewFirmwareUpdate,
	image: FirmwareImage | undefined,
): { signature: string; signingCertificate: string } | undefined {
	const signature = image?.signature ?? null;
	if (!(signed ?? signature !== null)) {
		if (installDate === undefined) return;
		throw new Problem(422, "Only a signed update has an installDate; UpdateFirmware knows none.");
	}
	const signingCertificate = image?.signing_certificate ?? null;
	if (signature !== null && signingCertificate !== null) return { signature, signingCertificate };
	throw new Problem(422, "A signed update needs an image that was uploaded with a signature.");
}

function locationOf(
	{ location }: NewFirmwareUpdate,
	image: FirmwareImage | undefined,
	chargePoint: ChargePointRow,
): { location: string; token?: string } {
	if (location !== undefined) return { location: checkLocation(location) };
	if (!image) throw new Problem(422, "Name the image by its firmwareId, or a location of yours.");
	const token = newToken();
	return { location: downloadAddress(originFor(chargePoint), token, image.file_name), token };
}

/** Throws a Problem (409) when the image is for charge points of another make. */
function checkModel(image: FirmwareImage, chargePoint: ChargePointRow): void {
	for (const column of ["charge_point_vendor", "charge_point_model"] as const) {
		const [wanted, told] = [image[column], chargePoint[column]];
		if (wanted === null || told === null || wanted === told) continue;
		throw new Problem(
			409,
			`The firmware ${image.name} is for ${wanted}, and ${chargePoint.identity} is of ${told}.`,
		);
	}
}
