import { Anchor, Button, Card, NativeSelect, Skeleton, Stack, Text, Title } from "@mantine/core";
import { mdiDownloadOutline, mdiLogout } from "@mdi/js";
import { useTranslation } from "react-i18next";
import type { Me } from "../../api/schemas/me";
import { useChangeMe, useMe } from "../api/own";
import { useSignOut } from "../api/session";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert, useShowProblem } from "../parts/problem";
import { Icon } from "../shared/icon";
import { LANGUAGES, type Language } from "../shared/languages";
import { AccountDetails } from "./account-details";
import { AccountDevices } from "./account-devices";
import { AccountPassword } from "./account-password";
import { CloseAccount } from "./close-account";

/** Who the driver is to the CSMS, and what the driver can do about that. */
export function AccountPage() {
	const { t } = useTranslation();
	const me = useMe();
	const signOut = useSignOut();
	const showProblem = useShowProblem();
	return (
		<Stack gap="lg">
			<PageTitle title={t("driverAccount.title")} />
			{me.isPending && <Skeleton height={400} />}
			{me.error && <ProblemAlert error={me.error} />}
			{me.data && (
				<>
					<AccountDetails me={me.data} />
					<LanguageOfDriver me={me.data} />
					<AccountPassword account={me.data.account} />
					<AccountDevices />
					<OwnData />
					<CloseAccount />
				</>
			)}
			<Button
				size="lg"
				variant="default"
				leftSection={<Icon path={mdiLogout} />}
				loading={signOut.isPending}
				onClick={() => signOut.mutate(undefined, { onError: showProblem })}
			>
				{t("signIn.signOut")}
			</Button>
		</Stack>
	);
}

/** The language of the pages, which mails to the driver are written in, too. */
function LanguageOfDriver({ me }: { me: Me }) {
	const { t, i18n } = useTranslation();
	const change = useChangeMe();
	const showProblem = useShowProblem();
	const choose = (language: Language) => {
		void i18n.changeLanguage(language);
		change.mutate({ language }, { onError: showProblem });
	};
	return (
		<Card withBorder padding="lg">
			<NativeSelect
				size="md"
				label={t("driverAccount.language")}
				description={t("driverAccount.languageWords")}
				value={me.language ?? i18n.language}
				data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
				onChange={(event) => choose(event.currentTarget.value as Language)}
			/>
		</Card>
	);
}

function OwnData() {
	const { t } = useTranslation();
	return (
		<Card withBorder padding="lg" component="section" aria-labelledby="data">
			<Stack gap="sm" align="flex-start">
				<Title order={2} size="h4" id="data">
					{t("driverAccount.data")}
				</Title>
				<Text size="sm">{t("driverAccount.dataWords")}</Text>
				<Anchor href="/api/v1/me/data" download py={6}>
					<Icon path={mdiDownloadOutline} /> {t("driverAccount.download")}
				</Anchor>
			</Stack>
		</Card>
	);
}
