import { Card, SimpleGrid, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { powerOf, useOverview } from "../../api/overview";
import { useFormats } from "../../shared/use-formats";
import { conditionOf, ownConnectors } from "./order";

/** The site in numbers. */
export function Figures({ chargePoints }: { chargePoints: ChargePoint[] }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const overview = useOverview().data;
	const { connected, connectors, free, faults } = useMemo(() => count(chargePoints), [chargePoints]);
	const powerW = useMemo(() => overview && powerOf(overview, chargePoints), [overview, chargePoints]);
	const of = (count: number, all: number) =>
		t("overview.of", { count: formats.count(count), all: formats.count(all) });
	const shown = [
		{ name: t("overview.power"), value: powerW === undefined ? undefined : formats.power(powerW) },
		{ name: t("overview.sessions"), value: overview && formats.count(overview.sessions) },
		{ name: t("overview.energy"), value: overview && formats.energy(overview.energyWh) },
		{ name: t("overview.connected"), value: of(connected, chargePoints.length) },
		{ name: t("overview.free"), value: of(free, connectors) },
		{ name: t("overview.faults"), value: formats.count(faults), bad: faults > 0 },
	];
	return (
		<SimpleGrid cols={{ base: 2, sm: 3, xl: 6 }} spacing="sm" component="dl" m={0}>
			{shown.map(({ name, value = "–", bad }) => (
				<Card key={name} withBorder padding="sm">
					<Text component="dt" size="sm" c="dimmed">
						{name}
					</Text>
					<Text
						component="dd"
						m={0}
						fz={{ base: 19, sm: 22 }}
						fw={650}
						lh={1.3}
						style={{ fontVariantNumeric: "tabular-nums" }}
						c={bad ? "var(--mantine-color-error)" : undefined}
					>
						{value}
					</Text>
				</Card>
			))}
		</SimpleGrid>
	);
}

function count(chargePoints: ChargePoint[]) {
	const connectors = chargePoints.flatMap(ownConnectors);
	return {
		connected: chargePoints.filter(({ connected }) => connected).length,
		connectors: connectors.length,
		free: chargePoints
			.filter(({ connected }) => connected)
			.flatMap(ownConnectors)
			.filter(({ status }) => status === "Available").length,
		faults: chargePoints.filter((chargePoint) => conditionOf(chargePoint) === "fault").length,
	};
}
