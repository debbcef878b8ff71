import { useTranslation } from "react-i18next";
import type { MeterValue, SampledValue } from "../../../api/schemas/transactions";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

/** Meter values, the newest first; each measurand that occurs, by phase, has its column. */
export function MeterValuesTable({ meterValues }: { meterValues: MeterValue[] }) {
	const { t, i18n } = useTranslation();
	const formats = useFormats();
	const columns = columnsOf(meterValues);
	const heading = ({ measurand, phase, unit }: MeasurandColumn): string => {
		const key = `measurand.${measurand}`;
		const name = i18n.exists(key) ? t(key as "measurand.Voltage") : measurand;
		return [name, phase, unit && `(${unit})`].filter(Boolean).join(" ");
	};
	const contextWords = (context: string): string => {
		const key = `meterContext.${context.replaceAll(".", "-")}`;
		return i18n.exists(key) ? t(key as "meterContext.Other") : context;
	};
	return (
		<Records
			label={t("meterValues.title")}
			none={t("meterValues.none")}
			columns={[
				{ name: t("meterValues.time"), cell: ({ value }) => formats.time(value.timestamp) },
				...columns.map((column) => ({
					name: heading(column),
					cell: ({ value }: Numbered) =>
						value.sampledValue.find((sample) => keyOf(sample) === column.key)?.value ?? "–",
				})),
				{
					name: t("meterValues.context"),
					cell: ({ value }) => contextWords(value.sampledValue[0]?.context ?? "Sample.Periodic"),
				},
			]}
			records={meterValues.map((value, number) => ({ value, number })).toReversed()}
			keyOf={({ number }) => number}
		/>
	);
}

interface Numbered {
	value: MeterValue;
	number: number;
}

interface MeasurandColumn {
	key: string;
	/** With dashes for dots, as a name in the catalogue of texts. */
	measurand: string;
	phase: string | undefined;
	unit: string | undefined;
}

function columnsOf(meterValues: MeterValue[]): MeasurandColumn[] {
	const columns = new Map<string, MeasurandColumn>();
	for (const { sampledValue } of meterValues) {
		for (const sample of sampledValue) {
			const key = keyOf(sample);
			if (columns.has(key)) continue;
			const measurand = measurandOf(sample);
			// OCPP 1.6, 7.45: energy without a unit is in Wh.
			const unit = sample.unit ?? (measurand.startsWith("Energy") ? "Wh" : undefined);
			columns.set(key, { key, measurand: measurand.replaceAll(".", "-"), phase: sample.phase, unit });
		}
	}
	return [...columns.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function keyOf(sample: SampledValue): string {
	return [measurandOf(sample), sample.phase, sample.location, sample.unit].join(" ");
}

/** OCPP 1.6, 7.43: what a value is that does not say it. */
function measurandOf(sample: SampledValue): string {
	return sample.measurand ?? "Energy.Active.Import.Register";
}
