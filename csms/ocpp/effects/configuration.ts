import { chargePointSchemas } from "../../../modules/ocpp/charge-point-schemas.generated";
import { csmsSchemas } from "../../../modules/ocpp/csms-schemas.generated";
import type { ChangeConfigurationRequest, GetConfigurationResponse } from "../../../modules/ocpp/types";
import { tellHistory } from "../../context";
import { maskRequest, maskResponse } from "../../masking";
import { recordConfiguration, recordConfigurationChange } from "../../records/configuration";
import type { Effect } from "../effects";
import { storable } from "../storable";

/** What a GetConfiguration tells is kept, secrets masked. */
export const keepConfiguration: Effect = async ({ context, identity, payload }) => {
	const asked = (payload.key as string[] | undefined) ?? [];
	return async ({ response }) => {
		if (!response) return;
		const kept = storable(csmsSchemas.responses.GetConfiguration, maskResponse(response), () => {});
		await context.store.write((trx) =>
			recordConfiguration(trx, identity, asked, kept as unknown as GetConfigurationResponse, Date.now()),
		);
		tellHistory(context, identity, "configuration");
	};
};

/** An accepted change is kept, a secret masked. One that needs a reboot does not hold yet. */
export const keepConfigurationChange: Effect = async ({ context, identity, payload }) => {
	return async ({ response }) => {
		if (response?.status !== "Accepted") return;
		const change = maskRequest("ChangeConfiguration", payload) as unknown as ChangeConfigurationRequest;
		const kept = storable(chargePointSchemas.requests.ChangeConfiguration, change, () => {});
		await context.store.write((trx) => recordConfigurationChange(trx, identity, kept, Date.now()));
		tellHistory(context, identity, "configuration");
	};
};
