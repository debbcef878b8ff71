import { Alert, Stack, Text } from "@mantine/core";
import { mdiCheckCircleOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { CopiedText } from "../../parts/copied-text";
import { DoneButton } from "../../parts/form-end";
import { Icon } from "../../shared/icon";

interface ConnectionDataProps {
	identity: string;
	profile: number;
	/** Empty for none, or for one that stays. */
	authorizationKey: string;
	onClose: () => void;
}

/** What has to be typed into a charge point so that it connects; the key is shown this once. */
export function ConnectionData({ identity, profile, authorizationKey, onClose }: ConnectionDataProps) {
	const { t } = useTranslation();
	const { protocol, host } = window.location;
	const secure = protocol === "https:" || profile >= 2;
	const address = `${secure ? "wss" : "ws"}://${host}/ocpp`;
	return (
		<Stack gap="md">
			<Alert
				color="teal"
				icon={<Icon path={mdiCheckCircleOutline} />}
				title={t("connectionData.entered", { identity })}
			>
				{t("connectionData.words")}
			</Alert>
			<CopiedText label={t("connectionData.address")} text={address} />
			<CopiedText label={t("connectionData.identity")} text={identity} />
			<CopiedText label={t("connectionData.whole")} text={`${address}/${encodeURIComponent(identity)}`} />
			{authorizationKey !== "" && (
				<>
					<CopiedText label={t("connectionData.key")} text={authorizationKey} />
					<Text size="sm">{t("connectionData.keyOnce")}</Text>
				</>
			)}
			<DoneButton onClose={onClose} />
		</Stack>
	);
}
