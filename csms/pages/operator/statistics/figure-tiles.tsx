import { SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Figures, Statistics } from "../../../api/schemas/statistics";
import { useFormats } from "../../shared/use-formats";
import { comparedChange } from "./comparison";
import classes from "./figure-tiles.module.css";
import { FIGURES, type FigureName, numberOf, useFigureWords } from "./words";

/** Figures of which another period, or a longer one, is no better and no worse: only sums and shares are compared. */
const COMPARED: readonly FigureName[] = FIGURES.filter((name) => name !== "timeBetweenFaults");

interface FigureTilesProps {
	statistics: Statistics;
	/** The same figures of the period before, once they are there. */
	before: Figures | undefined;
	chosen: FigureName;
	onChoose: (figure: FigureName) => void;
}

/** The figures of the whole period; the one that is chosen is drawn below. */
export function FigureTiles({ statistics, before, chosen, onChoose }: FigureTilesProps) {
	const { t } = useTranslation();
	const { brief } = useFigureWords(statistics.currency);
	const explain = useExplanations();
	const { total } = statistics;
	return (
		<SimpleGrid cols={{ base: 2, md: 4, lg: 5 }} spacing="sm">
			{FIGURES.map((name) => (
				<UnstyledButton
					key={name}
					className={classes.tile}
					aria-pressed={name === chosen}
					onClick={() => onChoose(name)}
				>
					<Text size="sm" c="dimmed">
						{t(`statistics.figures.${name}`)}
					</Text>
					<Text size="xl" fw={650} lineClamp={1}>
						{brief(name, total)}
					</Text>
					<Text size="xs" c="dimmed">
						{explain(name, total)}
					</Text>
					<Comparison name={name} total={total} before={before} currency={statistics.currency} />
				</UnstyledButton>
			))}
		</SimpleGrid>
	);
}

function useExplanations(): (name: FigureName, total: Figures) => string {
	const { t } = useTranslation();
	const formats = useFormats();
	return (name, total) => {
		switch (name) {
			case "peakPower":
				return total.peakPowerAt === null
					? t("statistics.words.peakNone")
					: t("statistics.words.peakPower", { at: formats.dateTime(total.peakPowerAt) });
			case "peakSessions":
				return total.peakSessionsAt === null
					? t("statistics.words.peakNone")
					: t("statistics.words.peakSessions", { at: formats.dateTime(total.peakSessionsAt) });
			case "cost":
				return t(total.cost === null ? "statistics.words.costNone" : "statistics.words.cost");
			case "timeBetweenFaults":
				return total.faults === null
					? t("statistics.words.availability")
					: t("statistics.words.timeBetweenFaults", { count: total.faults });
			default:
				return t(`statistics.words.${name}`);
		}
	};
}

interface ComparisonProps {
	name: FigureName;
	total: Figures;
	before: Figures | undefined;
	currency: string;
}

function Comparison({ name, total, before, currency }: ComparisonProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { brief } = useFigureWords(currency);
	if (!COMPARED.includes(name)) return null;
	const now = numberOf(name, total);
	const then = before ? numberOf(name, before) : null;
	if (now === null) return null;
	// Its line is there from the start, so that nothing moves when the comparison comes.
	if (before === undefined) return <Text size="xs">{"\u00a0"}</Text>;
	const words = () => {
		const change = comparedChange(now, then);
		if (change === "nothing") return t("statistics.beforeNothing");
		const value = brief(name, before);
		if (change === "hardly") return t("statistics.beforeHardly", { value });
		return t("statistics.before", {
			change: `${change > 0 ? "+" : ""}${formats.percent(change)}`,
			value,
		});
	};
	return (
		<Text size="xs" c="dimmed">
			{words()}
		</Text>
	);
}
