import { Alert, Code, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useConfiguration } from "../../api/charge-point-records";
import { useChargePoints } from "../../api/charge-points";
import { ApiProblem } from "../../api/client";
import { useIdTags } from "../../api/id-tags";
import { useTransactions } from "../../api/transactions";
import { useProblemWords } from "../../parts/problem";
import { AnswerData } from "./answer-data";
import type { Action } from "./commands";
import { type Finding, findingsOf, type Known } from "./findings";
import type { CommandResult } from "./give-command";
import { useWords } from "./parameter-words";

const GOOD = ["Accepted", "Unlocked", "AcceptedCanceled"];
/** Neither good nor bad. */
const PLAIN = ["Scheduled", "NotFound", "Unknown"];

interface CommandAnswerProps {
	action: Action;
	identity: string;
	payload: Record<string, unknown>;
	result: CommandResult;
}

/** What the charge point answered and why that can be, or why there is no answer, in words. */
export function CommandAnswer(props: CommandAnswerProps) {
	const { action, result } = props;
	const { t } = useTranslation();
	const words = useWords();
	if ("error" in result) return <NoResponse {...props} error={result.error} />;
	const status = statusOf(result.response);
	const name = status === "" ? "answered" : status;
	const color = status === "" || GOOD.includes(status) ? "teal" : PLAIN.includes(status) ? "blue" : "orange";
	return (
		<Answer
			color={color}
			title={
				status === ""
					? t("commandResult.answered")
					: t("commandResult.answer", { status: words(`answerStatus.${status}`) ?? status })
			}
		>
			<Text size="sm">{words(`answer.${action}.${name}`) ?? t("commandResult.unknownAnswer")}</Text>
			<Findings {...props} status={status} />
			<AnswerData action={action} response={result.response} />
		</Answer>
	);
}

/** The status of a response; empty where it has none. */
export function statusOf(response: Record<string, unknown>): string {
	return typeof response.status === "string" ? response.status : "";
}

function NoResponse({ error, ...props }: CommandAnswerProps & { error: unknown }) {
	const { t } = useTranslation();
	const problemWords = useProblemWords();
	const words = useWords();
	const { chargePoint } = useKnown(props.identity);
	if (!(error instanceof ApiProblem)) return <Answer color="red" title={problemWords(error)} />;
	const sentence = (
		<Text size="xs" c="dimmed" lang="en">
			{error.message}
		</Text>
	);
	switch (error.status) {
		case 502: {
			const { code, description } = callErrorOf(error.body);
			return (
				<Answer color="red" title={t("commandResult.callError", { code })}>
					<Text size="sm">{words(`callError.${code}`) ?? t("callError.unknown")}</Text>
					<Findings {...props} status={code} />
					{description !== "" && <Code block>{description}</Code>}
				</Answer>
			);
		}
		case 409:
			return (
				<Answer color="red" title={t("commandResult.conflict")}>
					<Text size="sm">
						{chargePoint?.connected === false
							? t("commandResult.notConnected")
							: chargePoint && chargePoint.registration !== "Accepted"
								? t("commandResult.notAccepted")
								: t("commandResult.conflictWords")}
					</Text>
					{sentence}
				</Answer>
			);
		case 422:
			return (
				<Answer color="red" title={t("commandResult.invalid")}>
					<Text size="sm">{t("commandResult.invalidWords")}</Text>
					{sentence}
				</Answer>
			);
		case 504:
			return (
				<Answer color="red" title={t("commandResult.timeout")}>
					<Text size="sm">{t("commandResult.timeoutWords")}</Text>
				</Answer>
			);
		default:
			return (
				<Answer color="red" title={problemWords(error)}>
					{error.message !== "" && sentence}
				</Answer>
			);
	}
}

function Answer({ color, title, children }: { color: string; title: string; children?: React.ReactNode }) {
	return (
		<Alert color={color} title={title} role="alert">
			<Stack gap="xs">{children}</Stack>
		</Alert>
	);
}

/** What the CSMS knows that can explain the answer. */
function Findings({ action, identity, payload, status }: CommandAnswerProps & { status: string }) {
	const { t } = useTranslation();
	const findings = findingsOf(action, payload, status, useKnown(identity));
	if (findings.length === 0) return null;
	return (
		<Stack gap={4}>
			<Text size="sm" fw={600}>
				{t("commandResult.known")}
			</Text>
			<List size="sm" spacing={2}>
				{findings.map((finding) => (
					<List.Item key={JSON.stringify(finding)}>
						<FindingWords finding={finding} />
					</List.Item>
				))}
			</List>
		</Stack>
	);
}

function FindingWords({ finding: { key, values, status } }: { finding: Finding }) {
	const { t } = useTranslation();
	return t(`finding.${key}`, { ...values, ...(status ? { status: t(`status.${status}`) } : {}) });
}

function useKnown(identity: string) {
	const chargePoint = useChargePoints().data?.find((one) => one.identity === identity);
	const running = useTransactions({ identity, active: true }).data ?? [];
	const configuration = useConfiguration(identity).data ?? [];
	const idTags = useIdTags().data ?? [];
	return { chargePoint, running, configuration, idTags } satisfies Known;
}

function callErrorOf(body: unknown): { code: string; description: string } {
	const callError = body && typeof body === "object" && "callError" in body ? body.callError : undefined;
	const { code = "GenericError", description = "" } = (callError ?? {}) as {
		code?: string;
		description?: string;
	};
	return { code: String(code), description: String(description) };
}
