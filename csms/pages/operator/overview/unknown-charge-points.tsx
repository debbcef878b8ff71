import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { mdiLanPending } from "@mdi/js";
import { useTranslation } from "react-i18next";
import type { RefusedHandshake } from "../../../api/schemas/certificates";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useRefusedHandshakes } from "../../api/administration";
import { May } from "../../parts/may";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";

/** Identities that a charge point can be entered with. */
const IDENTITY = /^(?=.{1,48}$)[A-Za-z0-9_.:+|*@=-]([A-Za-z0-9_.:+|*@= -]*[A-Za-z0-9_.:+|*@=-])?$/;
/** More of them are not shown at a time. */
const MOST = 5;

interface UnknownChargePointsProps {
	known: ChargePoint[];
	onEnter: (identity: string) => void;
}

/** Charge points that nobody has entered and that try to connect. */
export function UnknownChargePoints({ known, onEnter }: UnknownChargePointsProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const refused = useRefusedHandshakes();
	const unknown = unknownOf(refused.data ?? [], known);
	if (unknown.length === 0) return null;
	return (
		<Alert
			color="yellow"
			icon={<Icon path={mdiLanPending} />}
			title={t("overview.unknown", { count: unknown.length })}
		>
			<Stack gap="xs">
				<Text size="sm">{t("overview.unknownWords", { count: unknown.length })}</Text>
				{unknown.slice(0, MOST).map(({ identity, address, count, lastAt }) => (
					<Group key={identity} justify="space-between" gap="xs">
						<Text size="sm" style={{ overflowWrap: "anywhere" }}>
							<b>{identity}</b>
							{" · "}
							{t("overview.attempts", { count, address, last: formats.dateTime(lastAt) })}
						</Text>
						<May role="administrator">
							<Button size="compact-sm" variant="default" onClick={() => onEnter(identity)}>
								{t("overview.enterOf", { identity })}
							</Button>
						</May>
					</Group>
				))}
			</Stack>
		</Alert>
	);
}

/** One entry for each identity that is not known, with all its attempts; those that happened last come first. */
function unknownOf(refused: RefusedHandshake[], known: ChargePoint[]): RefusedHandshake[] {
	const identities = new Set(known.map(({ identity }) => identity));
	const unknown = new Map<string, RefusedHandshake>();
	for (const handshake of refused) {
		const { identity, status, count } = handshake;
		if (status !== 404 || identities.has(identity) || !IDENTITY.test(identity)) continue;
		const before = unknown.get(identity);
		unknown.set(identity, before ? { ...before, count: before.count + count } : handshake);
	}
	return [...unknown.values()];
}
