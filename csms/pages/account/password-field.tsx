import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The least characters of a password, and the most. */
export const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 200;

/** A password that can be looked at while it is typed. */
export function PasswordField(props: PasswordInputProps) {
	const { t } = useTranslation();
	return (
		<PasswordInput
			size="md"
			maxLength={LONGEST_PASSWORD}
			visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
			{...props}
		/>
	);
}
