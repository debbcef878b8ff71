import { ActionIcon, Badge, Button, Modal, Stack, Text, Tooltip } from "@mantine/core";
import { mdiRepeat } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "../../../api/schemas/commands";
import { summary } from "../../../frames/frames";
import { useHistory } from "../../api/charge-point-records";
import { ApiProblem } from "../../api/client";
import { useMay } from "../../parts/may";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { CommandAnswer, statusOf } from "./command-answer";
import { CommandModal } from "./command-buttons";
import { ACTIONS, type Action } from "./commands";
import type { CommandResult } from "./give-command";
import { useWords } from "./parameter-words";

/** The commands that were given to a charge point: who, when, what, and what it answered. */
export function CommandHistory({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const may = useMay("operator");
	const { records, older, error } = useHistory("commands", identity);
	const [repeated, setRepeated] = useState<Command | null>(null);
	const [shown, setShown] = useState<Command | null>(null);
	if (error) return <ProblemAlert error={error} />;
	if (!records) return null;
	return (
		<>
			<Records
				label={t("commandHistory.title")}
				none={t("commandHistory.none")}
				records={records}
				older={older}
				keyOf={({ id }) => id}
				columns={[
					{ name: t("commandHistory.time"), cell: ({ sentAt }) => formats.dateTime(sentAt) },
					{ name: t("commandHistory.account"), cell: ({ account }) => account },
					{
						name: t("commandHistory.command"),
						wrap: true,
						cell: (command) => <What command={command} />,
					},
					{
						name: t("commandHistory.answer"),
						cell: (command) => <Answered command={command} onShow={() => setShown(command)} />,
					},
					...(may
						? [
								{
									name: t("commandHistory.again"),
									cell: (command: Command) => {
										const label = t("commandHistory.repeat", { command: titleOf(command) });
										return (
											<Tooltip label={label}>
												<ActionIcon variant="subtle" aria-label={label} onClick={() => setRepeated(command)}>
													<Icon path={mdiRepeat} size={18} />
												</ActionIcon>
											</Tooltip>
										);
									},
								},
							]
						: []),
				]}
			/>
			<CommandModal
				action={repeated && isAction(repeated.action) ? repeated.action : null}
				target={{ identity, payload: repeated?.payload }}
				onClose={() => setRepeated(null)}
			/>
			<Modal
				opened={shown !== null}
				onClose={() => setShown(null)}
				title={shown && titleOf(shown)}
				closeButtonProps={{ "aria-label": t("page.close") }}
				transitionProps={{ duration: 120 }}
			>
				{shown && isAction(shown.action) && (
					<CommandAnswer
						action={shown.action}
						identity={identity}
						payload={shown.payload}
						result={resultOf(shown)}
					/>
				)}
			</Modal>
		</>
	);

	function titleOf({ action }: Command): string {
		return isAction(action) ? t(`command.${action}.title`) : action;
	}
}

function isAction(action: string): action is Action {
	return (ACTIONS as readonly string[]).includes(action);
}

function What({ command: { action, payload } }: { command: Command }) {
	const { t } = useTranslation();
	return (
		<Stack gap={0}>
			<Text size="sm" fw={600}>
				{isAction(action) ? t(`command.${action}.title`) : action}
			</Text>
			<Text size="xs" c="dimmed" lineClamp={3} style={{ overflowWrap: "anywhere" }}>
				{[action, summary(payload)].filter(Boolean).join(" · ")}
			</Text>
		</Stack>
	);
}

const COLORS: Partial<Record<Command["result"], string>> = { Response: "teal", Waiting: "blue" };

function Answered({ command, onShow }: { command: Command; onShow: () => void }) {
	const { t } = useTranslation();
	const statusWords = useWords();
	const { result, response, callError } = command;
	const status = response ? statusOf(response) : "";
	const words = response
		? (statusWords(`answerStatus.${status}`) ?? t("commandResult.answered"))
		: (callError?.code ?? t(`commandHistory.result.${result}`));
	const good = !response || status === "" || ["Accepted", "Unlocked"].includes(status);
	const color = good ? (COLORS[result] ?? "red") : "orange";
	if (result === "Waiting")
		return (
			<Badge variant="light" color={color} tt="none">
				{words}
			</Badge>
		);
	return (
		<Button size="compact-sm" variant="light" color={color} onClick={onShow}>
			{words}
		</Button>
	);
}

const STATUS = { NotConnected: 409, Refused: 409, Timeout: 504, CallError: 502 } as const;

/** A recorded end of a command, as whoever gave it was told it. */
function resultOf({ result, response, callError }: Command): CommandResult {
	if (response) return { response };
	const status = result === "Response" || result === "Waiting" ? 0 : STATUS[result];
	return { error: new ApiProblem(status, "", { callError }) };
}
