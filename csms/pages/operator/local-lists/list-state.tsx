import { Badge, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { sentenceInWords } from "../../../texts/sentences";
import { conditionOf, type ListCondition, type Stated } from "./list-condition";

const COLORS: Record<ListCondition, string> = {
	off: "gray",
	inStep: "teal",
	notSupported: "gray",
	disabled: "orange",
	problem: "red",
	updating: "blue",
};

/** How a list stands, in words, and why. */
export function ListState({ list }: { list: Stated }) {
	const { t } = useTranslation();
	const condition = conditionOf(list);
	return (
		<Stack gap={2}>
			<Badge variant="light" color={COLORS[condition]} tt="none">
				{t(`listState.${condition}`)}
			</Badge>
			<Text size="xs" c="dimmed">
				{t(`listWords.${condition}`)}
			</Text>
			{list.problem !== null && (
				<Text size="xs" c="dimmed">
					{sentenceInWords(t, list.problem)}
				</Text>
			)}
		</Stack>
	);
}
