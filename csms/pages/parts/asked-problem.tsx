import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client";
import { ProblemAlert } from "./problem";

/** Why a charge point that was asked for something did not answer it; other errors as they are. */
export function AskedProblem({ error }: { error: unknown }) {
	const { t, i18n } = useTranslation();
	if (!(error instanceof ApiProblem)) return <ProblemAlert error={error} />;
	const { status, message, body } = error;
	const code = status === 502 ? callErrorCode(body) : undefined;
	if (code !== undefined) {
		const key = `callError.${code}`;
		return (
			<Alert color="red" role="alert" title={t("commandResult.callError", { code })}>
				{i18n.exists(key) ? t(key as "callError.GenericError") : t("callError.unknown")}
			</Alert>
		);
	}
	if (status === 504) {
		return (
			<Alert color="red" role="alert" title={t("commandResult.timeout")}>
				{t("commandResult.timeoutWords")}
			</Alert>
		);
	}
	if (status === 409) {
		return (
			<Alert color="red" role="alert" title={t("commandResult.conflict")}>
				<Text size="sm">{message}</Text>
			</Alert>
		);
	}
	return <ProblemAlert error={error} />;
}

function callErrorCode(body: unknown): string | undefined {
	const { callError } = (body ?? {}) as { callError?: { code?: unknown } };
	return callError?.code === undefined ? undefined : String(callError.code);
}
