import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useConfiguration } from "../../api/charge-point-records";
import { useChargePoints } from "../../api/charge-points";
import { useInstalledProfileChoices, useReservationChoices } from "../../api/command-choices";
import { useIdTags } from "../../api/id-tags";
import { useTransactions } from "../../api/transactions";
import { useFormats } from "../../shared/use-formats";
import type { Source } from "./field-hints";
import { KNOWN_KEYS, knownName } from "./known-keys";

/** A value that can be chosen, and what it is. */
export interface Choice {
	value: string;
	words: string;
}

export interface Choices {
	connectors: number[];
	of: (source: Source) => Choice[];
}

/** What the CSMS knows that a parameter of a command can be. */
export function useChoices(identity: string): Choices {
	const { t } = useTranslation();
	const formats = useFormats();
	const chargePoint = useChargePoints().data?.find((one) => one.identity === identity);
	const idTags = useIdTags().data ?? [];
	const running = useTransactions({ identity, active: true }).data ?? [];
	const reservations = useReservationChoices(identity).data ?? [];
	const profiles = useInstalledProfileChoices(identity).data ?? [];
	const configuration = useConfiguration(identity).data ?? [];
	return {
		connectors: chargePoint?.connectors.map(({ connectorId }) => connectorId) ?? [],
		of(source) {
			switch (source) {
				case "idTag":
					return idTags.map(({ idTag, user }) => ({ value: idTag, words: user ?? "" }));
				case "transaction":
					return running.map(({ transactionId, connectorId, idTag }) => ({
						value: String(transactionId),
						words: t("choice.transaction.label", { connectorId, idTag }),
					}));
				case "reservation":
					return reservations.map(({ reservationId, connectorId, idTag, expiryDate }) => ({
						value: String(reservationId),
						words: t("choice.reservation.label", { connectorId, idTag, until: formats.dateTime(expiryDate) }),
					}));
				case "profile":
					return profiles.map(({ connectorId, chargingProfile }) => ({
						value: String(chargingProfile.chargingProfileId),
						words: t("choice.profile.label", {
							connectorId: connectorId ?? 0,
							purpose: t(`choice.chargingProfilePurpose.${chargingProfile.chargingProfilePurpose}`),
						}),
					}));
				case "configurationKey": {
					const told = configuration.map(({ key }) => key);
					const others = Object.keys(KNOWN_KEYS).filter((key) => !told.some((one) => knownName(one) === key));
					return [...told, ...others].map((value) => ({ value, words: "" }));
				}
				default:
					return [];
			}
		},
	};
}

interface ConnectorFieldProps {
	label: string;
	description: string | undefined;
	required: boolean;
	error: unknown;
	value: string;
	least: number;
	connectors: number[];
	onChange: (value: string | null) => void;
}

/** One of the connectors; a number where the charge point has told of none yet. */
export function ConnectorField({ least, connectors, error, onChange, ...props }: ConnectorFieldProps) {
	const { t } = useTranslation();
	if (!connectors.some((connectorId) => connectorId > 0)) {
		return (
			<NumberInput
				{...props}
				error={error as string}
				min={least}
				onChange={(value) => onChange(String(value))}
			/>
		);
	}
	const all = [...new Set([least, ...connectors])].filter((connectorId) => connectorId >= least);
	return (
		<Select
			{...props}
			error={error as string}
			value={props.value || null}
			placeholder={props.required ? t("field.choose") : t("field.notGiven")}
			clearable={!props.required}
			allowDeselect={!props.required}
			data={all
				.toSorted((a, b) => a - b)
				.map((connectorId) => ({
					value: String(connectorId),
					label: connectorId === 0 ? t("field.wholeChargePoint") : t("connector.title", { id: connectorId }),
				}))}
			onChange={onChange}
		/>
	);
}
