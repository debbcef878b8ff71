import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";

const DAY = 86_400_000;
/** Charge points renew a month before the end; after that something hinders them. */
const SOON = 30 * DAY;

/** When a certificate ends, and whether that is soon. */
export function Expiry({ notAfter }: { notAfter: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const left = Date.parse(notAfter) - useNow();
	return (
		<Group gap="xs">
			{formats.dateTime(notAfter)}
			{left <= 0 ? (
				<Badge variant="light" color="red" tt="none">
					{t("certificate.expired")}
				</Badge>
			) : (
				left < SOON && (
					<Badge variant="light" color="orange" tt="none">
						{t("certificate.endsIn", { duration: formats.roughly(left) })}
					</Badge>
				)
			)}
		</Group>
	);
}
