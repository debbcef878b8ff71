import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Cost, CostLine } from "../../../api/schemas/money";
import { useFormats } from "../../shared/use-formats";

/** What a transaction costs, with its lines. */
export function CostCard({ cost }: { cost: Cost }) {
	const { t } = useTranslation();
	const formats = useFormats();
	return (
		<Card withBorder>
			<Stack gap={4}>
				<Group justify="space-between">
					<Title order={2} size="h5">
						{t("cost.title")}
					</Title>
					<Text fw={650}>{formats.money(cost.amount, cost.currency)}</Text>
				</Group>
				{cost.lines.map((line) => (
					<Group key={`${line.kind} ${line.price}`} justify="space-between" wrap="nowrap">
						<Text size="sm" c="dimmed">
							{t(`cost.${line.kind}`)}
							{line.kind !== "start" && `: ${lineWords(line)}`}
						</Text>
						<Text size="sm">{formats.money(line.amount, cost.currency)}</Text>
					</Group>
				))}
			</Stack>
		</Card>
	);

	function lineWords({ kind, quantity, price }: CostLine): string {
		return t("cost.line", {
			quantity: kind === "energy" ? formats.energy(quantity) : formats.duration(quantity * 1000),
			price: formats.money(price, cost.currency),
			per: t(kind === "energy" ? "cost.perKwh" : "cost.perMinute"),
		});
	}
}
