import { ActionIcon, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import { mdiCheck, mdiContentCopy } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Icon } from "../shared/icon";

/** A text to take along to another place, such as a key that is shown once. */
export function CopiedText({ label, text }: { label: string; text: string }) {
	const { t } = useTranslation();
	return (
		<div>
			<Text size="sm" fw={500}>
				{label}
			</Text>
			<Group gap="xs" wrap="nowrap" justify="space-between">
				<Text ff="monospace" size="sm" style={{ overflowWrap: "anywhere" }} aria-label={label}>
					{text}
				</Text>
				<CopyButton value={text}>
					{({ copied, copy }) => {
						const words = copied ? t("page.copied") : t("page.copyOf", { label });
						return (
							<Tooltip label={words}>
								<ActionIcon
									variant="subtle"
									color={copied ? "teal" : "gray"}
									onClick={copy}
									aria-label={words}
								>
									<Icon path={copied ? mdiCheck : mdiContentCopy} />
								</ActionIcon>
							</Tooltip>
						);
					}}
				</CopyButton>
			</Group>
		</div>
	);
}
