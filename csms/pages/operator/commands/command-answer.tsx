import { Alert, Code, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../../api/client";
import { useProblemWords } from "../../parts/problem";
import type { Action } from "./commands";

/** How a command went. */
export type CommandResult = { response: Record<string, unknown> } | { error: unknown };

const GOOD = ["Accepted", "Unlocked"];

/** What the charge point answered, or why there is no answer, in words. */
export function CommandAnswer({ action, result }: { action: Action; result: CommandResult }) {
	const { t, i18n } = useTranslation();
	const problemWords = useProblemWords();
	if ("error" in result) {
		const { error } = result;
		const status = error instanceof ApiProblem ? error.status : -1;
		const callError = error instanceof ApiProblem ? callErrorOf(error.body) : null;
		if (status === 502 && callError) {
			const key = `callError.${callError.code}`;
			return (
				<Answer color="red" title={t("commandResult.callError", { code: callError.code })}>
					<Text size="sm">
						{i18n.exists(key) ? t(key as "callError.GenericError") : t("callError.unknown")}
					</Text>
					{callError.description !== "" && <Code block>{callError.description}</Code>}
				</Answer>
			);
		}
		const sentence = error instanceof ApiProblem ? error.message : "";
		const [title, words] =
			status === 409
				? [t("commandResult.conflict"), t("commandResult.conflictWords")]
				: status === 422
					? [t("commandResult.invalid"), t("commandResult.invalidWords")]
					: status === 504
						? [t("commandResult.timeout"), t("commandResult.timeoutWords")]
						: [problemWords(error), ""];
		return (
			<Answer color="red" title={title}>
				{words !== "" && <Text size="sm">{words}</Text>}
				{sentence !== "" && (
					<Text size="xs" c="dimmed">
						{sentence}
					</Text>
				)}
			</Answer>
		);
	}
	const status = String(result.response.status ?? "");
	const key = `answer.${action}.${status}`;
	const color = GOOD.includes(status) ? "teal" : status === "Scheduled" ? "blue" : "orange";
	return (
		<Answer color={color} title={t("commandResult.answer", { status })}>
			<Text size="sm">
				{i18n.exists(key) ? t(key as "answer.Reset.Accepted") : t("commandResult.unknownAnswer")}
			</Text>
		</Answer>
	);
}

function Answer({ color, title, children }: { color: string; title: string; children: React.ReactNode }) {
	return (
		<Alert color={color} title={title} role="alert">
			<Stack gap="xs">{children}</Stack>
		</Alert>
	);
}

function callErrorOf(body: unknown): { code: string; description: string } | null {
	if (!body || typeof body !== "object" || !("callError" in body)) return null;
	const { callError } = body;
	if (!callError || typeof callError !== "object" || !("code" in callError)) return null;
	return {
		code: String(callError.code),
		description: "description" in callError ? String(callError.description) : "",
	};
}
