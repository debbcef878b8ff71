import {
	Alert,
	Anchor,
	Button,
	EmptyState,
	Group,
	Modal,
	Skeleton,
	Stack,
	Switch,
	Text,
} from "@mantine/core";
import { mdiBellOutline, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Alarm } from "../../../api/schemas/alarms";
import { useAlarms, useDeleteAlarm, useMailServer, useSwitchAlarm, useWebhooks } from "../../api/alarms";
import { MayNotWords, useMay } from "../../parts/may";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { AlarmForm } from "./alarm-form";
import { BaseAddress } from "./base-address";
import { Confirm } from "./confirm";

/** The alarms: who is told of what. */
export function AlarmsTab() {
	const { t } = useTranslation();
	const alarms = useAlarms();
	const isOperator = useMay("operator");
	/** The alarm whose form is open; null: a new one. */
	const [edited, setEdited] = useState<Alarm | null | undefined>();
	return (
		<Stack gap="md">
			<Group justify="space-between" gap="sm">
				<Text c="dimmed">{t("alarms.words")}</Text>
				{isOperator && alarms.data && alarms.data.length > 0 && (
					<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setEdited(null)}>
						{t("alarms.add")}
					</Button>
				)}
			</Group>
			<MailServerMissing alarms={alarms.data ?? []} />
			{alarms.error && <ProblemAlert error={alarms.error} />}
			{alarms.isPending && <Skeleton height={160} />}
			{alarms.data?.length === 0 && (
				<EmptyState
					py="xl"
					icon={<Icon path={mdiBellOutline} size={48} />}
					title={t("alarms.none")}
					description={t("alarms.noneWords")}
				>
					{isOperator && (
						<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setEdited(null)}>
							{t("alarms.add")}
						</Button>
					)}
				</EmptyState>
			)}
			{alarms.data && alarms.data.length > 0 && <List alarms={alarms.data} onEdit={setEdited} />}
			<MayNotWords role="operator" />
			<BaseAddress />
			<Modal
				opened={edited !== undefined}
				onClose={() => setEdited(undefined)}
				title={t(edited ? "alarms.change" : "alarms.addTitle")}
				size="lg"
				closeButtonProps={{ "aria-label": t("page.close") }}
			>
				{edited !== undefined && <AlarmForm existing={edited} onSaved={() => setEdited(undefined)} />}
			</Modal>
		</Stack>
	);
}

/** Says that no e-mail goes out, where an alarm would send some. */
function MailServerMissing({ alarms }: { alarms: readonly Alarm[] }) {
	const { t } = useTranslation();
	const isAdministrator = useMay("administrator");
	const server = useMailServer(isAdministrator);
	if (server.data !== null || !alarms.some(({ emails }) => emails.length > 0)) return null;
	return (
		<Alert color="yellow" role="status">
			{t("alarms.noMailServer")}{" "}
			<Anchor component={Link} to="/operator/alarms/mail-server" underline="always" inherit>
				{t("alarms.setUp")}
			</Anchor>
		</Alert>
	);
}

function List({ alarms, onEdit }: { alarms: Alarm[]; onEdit: (alarm: Alarm) => void }) {
	const { t } = useTranslation();
	const webhooks = useWebhooks();
	const showProblem = useShowProblem();
	const isOperator = useMay("operator");
	const turn = useSwitchAlarm();
	const remove = useDeleteAlarm();
	const [removed, setRemoved] = useState<Alarm | null>(null);
	const recipients = (alarm: Alarm) => {
		const names = alarm.webhooks.map((id) => webhooks.data?.find((one) => one.id === id)?.name ?? String(id));
		return [...alarm.emails, ...names].join(", ") || t("alarms.nowhere");
	};
	const about = ({ severity, kinds, identities }: Alarm) =>
		[
			t(`alarms.severityWords.${severity}`),
			kinds ? t("alarms.kindCount", { count: kinds.length }) : t("alarms.allKinds"),
			identities
				? identities.length <= 3
					? identities.join(", ")
					: t("alarms.chargePointCount", { count: identities.length })
				: t("alarms.allChargePoints"),
		].join(" · ");
	return (
		<>
			<Records
				label={t("alarms.title")}
				none=""
				columns={[
					{ name: t("alarms.name"), wrap: true, cell: ({ name }) => name },
					{ name: t("alarms.about"), wrap: true, cell: about },
					{
						name: t("alarms.to"),
						wrap: true,
						cell: (alarm) => (
							<Text inherit style={{ overflowWrap: "anywhere" }}>
								{recipients(alarm)}
							</Text>
						),
					},
					{
						name: t("alarms.isOn"),
						cell: ({ id, name, isOn }) =>
							isOperator ? (
								<Switch
									aria-label={`${t("alarms.isOn")}: ${name}`}
									checked={isOn}
									disabled={turn.isPending}
									onChange={(event) =>
										turn.mutate({ id, isOn: event.currentTarget.checked }, { onError: showProblem })
									}
								/>
							) : (
								t(isOn ? "alarms.isOn" : "alarms.off")
							),
					},
					...(isOperator
						? [
								{
									name: t("page.actions"),
									cell: (alarm: Alarm) => (
										<Group gap="xs">
											<Button
												size="compact-sm"
												variant="default"
												aria-label={t("alarms.editOf", { name: alarm.name })}
												onClick={() => onEdit(alarm)}
											>
												{t("alarms.edit")}
											</Button>
											<Button
												size="compact-sm"
												variant="default"
												aria-label={t("alarms.deleteOf", { name: alarm.name })}
												onClick={() => setRemoved(alarm)}
											>
												{t("page.delete")}
											</Button>
										</Group>
									),
								},
							]
						: []),
				]}
				records={alarms}
				keyOf={({ id }) => id}
			/>
			<Confirm
				opened={removed !== null}
				title={t("alarms.delete", { name: removed?.name })}
				words={t("alarms.deleteWords")}
				action={t("page.delete")}
				pending={remove.isPending}
				onClose={() => setRemoved(null)}
				onConfirm={() =>
					removed && remove.mutate(removed.id, { onError: showProblem, onSettled: () => setRemoved(null) })
				}
			/>
		</>
	);
}
