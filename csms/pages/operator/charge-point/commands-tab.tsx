import { Card, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { mdiMagnify } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { May, MayNotWords } from "../../parts/may";
import { Icon } from "../../shared/icon";
import { CommandModal } from "../commands/command-buttons";
import { CommandHistory } from "../commands/command-history";
import { type Action, GROUPS, type Group } from "../commands/commands";
import { useChargePoint } from "./charge-point-page";
import classes from "./commands-tab.module.css";

/** All commands, by what they are about, and those that were given. */
export function CommandsTab() {
	const { t } = useTranslation();
	const { identity } = useChargePoint();
	return (
		<Stack gap="lg">
			<MayNotWords role="operator" />
			<May role="operator">
				<AllCommands identity={identity} />
			</May>
			<Stack gap="xs" component="section" aria-labelledby="given-commands">
				<Title order={2} size="h4" id="given-commands">
					{t("commandHistory.title")}
				</Title>
				<CommandHistory identity={identity} />
			</Stack>
		</Stack>
	);
}

function AllCommands({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const [action, setAction] = useState<Action | null>(null);
	const [text, setText] = useState("");
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	const isFound = (one: Action) => {
		const content = [one, t(`command.${one}.title`), t(`command.${one}.words`)].join(" ").toLowerCase();
		return words.every((word) => content.includes(word));
	};
	const groups = (Object.keys(GROUPS) as Group[])
		.map((group) => ({ group, actions: (GROUPS[group] as readonly Action[]).filter(isFound) }))
		.filter(({ actions }) => actions.length > 0);
	return (
		<Stack gap="lg">
			<TextInput
				maw={480}
				label={t("command.search")}
				placeholder={t("command.searchFor")}
				leftSection={<Icon path={mdiMagnify} size={18} />}
				value={text}
				onChange={(event) => setText(event.currentTarget.value)}
			/>
			{groups.length === 0 && <Text c="dimmed">{t("command.noneFound")}</Text>}
			{groups.map(({ group, actions }) => (
				<Stack key={group} gap="xs" component="section" aria-labelledby={`commands-${group}`}>
					<Title order={2} size="h5" id={`commands-${group}`}>
						{t(`commandGroup.${group}`)}
					</Title>
					<SimpleGrid cols={{ base: 2, lg: 4 }} spacing="xs">
						{actions.map((one) => (
							<Card
								key={one}
								component="button"
								type="button"
								withBorder
								padding="sm"
								className={classes.command}
								onClick={() => setAction(one)}
							>
								<Text size="sm" fw={600}>
									{t(`command.${one}.title`)}
								</Text>
								<Text size="xs" c="dimmed" className={classes.name}>
									{one}
								</Text>
							</Card>
						))}
					</SimpleGrid>
				</Stack>
			))}
			<CommandModal action={action} target={{ identity }} onClose={() => setAction(null)} />
		</Stack>
	);
}
