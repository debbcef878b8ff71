import { Badge, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LocalListState } from "../../../api/schemas/local-lists";

type Stated = Pick<LocalListState, "follows" | "inStep" | "problem" | "support" | "updating">;

export type ListCondition = "off" | "inStep" | "notSupported" | "disabled" | "problem" | "updating";

/** How a list stands, in one word. */
export function conditionOf({ follows, inStep, problem, support, updating }: Stated): ListCondition {
	if (support === "NotSupported") return "notSupported";
	if (!follows) return "off";
	if (inStep) return "inStep";
	if (support === "Disabled") return "disabled";
	return problem !== null ? "problem" : updating ? "updating" : "problem";
}

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
				<Text size="xs" c="dimmed" lang="en">
					{list.problem}
				</Text>
			)}
		</Stack>
	);
}
