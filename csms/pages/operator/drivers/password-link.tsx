import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { User } from "../../../api/schemas/users";
import { useMakePasswordLink } from "../../api/users";
import { CopiedText } from "../../parts/copied-text";
import { ProblemAlert } from "../../parts/problem";
import { useFormats } from "../../shared/use-formats";

/** Makes a link with which a driver chooses a new password, and shows it this once, to be handed over. */
export function PasswordLink({ user: { userId, email }, onClose }: { user: User; onClose: () => void }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { data: made, error, isPending, mutate } = useMakePasswordLink(userId);
	return (
		<Stack>
			{error && <ProblemAlert error={error} />}
			{made ? (
				<>
					<CopiedText label={t("users.linkName")} text={window.location.origin + made.path} />
					<Text size="sm">{t("users.linkUntil", { time: formats.dateTime(made.expiresAt) })}</Text>
					<Text size="sm" role="status">
						{made.mailed ? t("users.linkMailed", { email }) : t("users.linkNotMailed")}
					</Text>
					<Group justify="flex-end">
						<Button onClick={onClose}>{t("page.close")}</Button>
					</Group>
				</>
			) : (
				<>
					<Text size="sm">{t("users.linkWords")}</Text>
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t("page.cancel")}
						</Button>
						<Button loading={isPending} onClick={() => mutate()} data-autofocus>
							{t("users.linkMake")}
						</Button>
					</Group>
				</>
			)}
		</Stack>
	);
}
