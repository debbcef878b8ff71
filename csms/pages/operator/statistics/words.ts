import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Figures, StatisticsGroup } from "../../../api/schemas/statistics";
import { useFormats } from "../../shared/use-formats";

export const FIGURES = [
	"energy",
	"sessions",
	"duration",
	"occupancy",
	"charging",
	"peakPower",
	"peakSessions",
	"cost",
	"availability",
	"timeBetweenFaults",
] as const;
export type FigureName = (typeof FIGURES)[number];

/** The number of a figure as a chart draws it; null where there is none. */
export function numberOf(name: FigureName, figures: Figures): number | null {
	switch (name) {
		case "energy":
			return figures.energyWh / 1000;
		case "sessions":
			return figures.sessions;
		case "duration":
			return figures.duration / 3600;
		case "occupancy":
			return figures.occupancy;
		case "charging":
			return figures.chargingShare;
		case "peakPower":
			return figures.peakPowerW === null ? null : figures.peakPowerW / 1000;
		case "peakSessions":
			return figures.peakSessions;
		case "cost":
			return figures.cost === null ? null : Number(figures.cost);
		case "availability":
			return figures.availability;
		case "timeBetweenFaults":
			return figures.timeBetweenFaults === null ? null : figures.timeBetweenFaults / 3600;
	}
}

/** Tells figures in the reader's language. */
export function useFigureWords(currency: string) {
	const { t } = useTranslation();
	const formats = useFormats();
	return useMemo(() => {
		const words = (name: FigureName, figures: Figures): string => {
			const value = numberOf(name, figures);
			if (value === null) return "–";
			switch (name) {
				case "energy":
					return formats.energy(figures.energyWh);
				case "sessions":
				case "peakSessions":
					return formats.count(value);
				case "duration":
					return formats.duration(figures.duration * 1000);
				case "occupancy":
				case "charging":
				case "availability":
					return formats.percent(value);
				case "peakPower":
					return formats.power(value * 1000);
				case "cost":
					return formats.money(figures.cost!, currency);
				case "timeBetweenFaults":
					return formats.roughly(value * 3600_000);
			}
		};
		/** As long as a tile is wide. */
		const brief = (name: FigureName, figures: Figures): string => {
			if (name === "energy" && figures.energyWh >= 1_000_000) {
				return `${formats.count(figures.energyWh / 1000)} kWh`;
			}
			if (name === "duration" && figures.duration >= 100 * 3600)
				return formats.hours(figures.duration * 1000);
			return words(name, figures);
		};
		/** For the ticks of an axis. */
		const tick = (name: FigureName, value: number): string =>
			name === "occupancy" || name === "charging" || name === "availability"
				? formats.percent(value)
				: formats.short(value);
		const unit = (name: FigureName): string => {
			switch (name) {
				case "energy":
					return "kWh";
				case "peakPower":
					return "kW";
				case "cost":
					return currency;
				case "sessions":
				case "peakSessions":
					return t("statistics.units.count");
				case "duration":
				case "timeBetweenFaults":
					return t("statistics.units.hours");
				default:
					return t("statistics.units.share");
			}
		};
		const nameOf = (group: StatisticsGroup): string => {
			if (group.connectorId !== null) {
				return t("transaction.connectorOf", { identity: group.identity, connectorId: group.connectorId });
			}
			return group.identity ?? group.user ?? group.parentIdTag ?? t("statistics.nobody");
		};
		return { words, brief, tick, unit, nameOf };
	}, [t, formats, currency]);
}

/** Where the transactions behind a figure are listed. */
export function transactionsAddress(from: string, to: string, group?: StatisticsGroup): string {
	const search = new URLSearchParams({ from, to });
	if (group?.identity) search.set("identity", group.identity);
	if (group && group.connectorId !== null) search.set("connectorId", String(group.connectorId));
	if (group && group.userId !== null) search.set("userId", String(group.userId));
	if (group?.parentIdTag) search.set("parentIdTag", group.parentIdTag);
	return `/operator/statistics/transactions?${search}`;
}
