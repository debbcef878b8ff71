import { Alert, Text } from "@mantine/core";
import { mdiAlertCircleOutline } from "@mdi/js";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client";
import { Icon } from "../shared/icon";
import { useNotice } from "./notice";

/** Tells an error of a call in the page's language. */
export function useProblemWords(): (error: unknown) => string {
	const { t } = useTranslation();
	return useCallback(
		(error) => {
			if (!(error instanceof ApiProblem)) return t("problem.unexpected");
			switch (error.status) {
				case 0:
					return t("problem.silent");
				case 401:
					return t("problem.signedOut");
				case 403:
					return t("problem.forbidden");
				case 404:
					return t("problem.notFound");
				case 409:
					return t("problem.conflict");
				case 400:
				case 422:
					return t("problem.invalid");
				case 429:
					return t("problem.tooMany");
				default:
					return t("problem.status", { status: error.status });
			}
		},
		[t],
	);
}

/** An error in place of what could not be got, with the CSMS's own words below. */
export function ProblemAlert({ error }: { error: unknown }) {
	const words = useProblemWords();
	return (
		<Alert color="red" icon={<Icon path={mdiAlertCircleOutline} />} title={words(error)} role="alert">
			{error instanceof ApiProblem && error.message !== "" && <Text size="sm">{error.message}</Text>}
		</Alert>
	);
}

/** Shows an error of a change that was asked for. */
export function useShowProblem(): (error: unknown) => void {
	const words = useProblemWords();
	const notice = useNotice();
	return useCallback(
		(error) => {
			const message = error instanceof ApiProblem ? error.message : "";
			notice({ isError: true, title: words(error), message });
		},
		[notice, words],
	);
}
