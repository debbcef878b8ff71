import { Alert, Button, Group, Modal, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Delivery, Webhook, WebhookEvent } from "../../../api/schemas/notices";
import {
	useDeleteWebhook,
	useRenewSecret,
	useSwitchWebhook,
	useTestWebhook,
	useWebhooks,
} from "../../api/alarms";
import { MayNotWords, useMay } from "../../parts/may";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { Confirm } from "./confirm";
import { DeliveryAlert } from "./delivery";
import { Secret, type ShownSecret } from "./secret";
import { WebhookForm } from "./webhook-form";

/** The key of an event's words: a dot would part a key. */
export function eventKey(event: WebhookEvent) {
	return event.replace(".", "-") as "diagnosis-opened" | "diagnosis-reminder" | "diagnosis-ended";
}

/** The other systems that are told; for administrators. */
export function WebhooksTab() {
	const { t } = useTranslation();
	const isAdministrator = useMay("administrator");
	const webhooks = useWebhooks();
	/** The webhook whose form is open; null: a new one. */
	const [edited, setEdited] = useState<Webhook | null | undefined>();
	const [secret, setSecret] = useState<ShownSecret | null>(null);
	if (!isAdministrator) return <MayNotWords role="administrator" />;
	return (
		<Stack gap="md">
			<Group justify="space-between" gap="sm">
				<Text c="dimmed">{t("webhooks.words")}</Text>
				<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setEdited(null)}>
					{t("webhooks.add")}
				</Button>
			</Group>
			{webhooks.error && <ProblemAlert error={webhooks.error} />}
			{webhooks.isPending && <Skeleton height={160} />}
			{webhooks.data && <List webhooks={webhooks.data} onEdit={setEdited} onSecret={setSecret} />}
			<Modal
				opened={edited !== undefined}
				onClose={() => setEdited(undefined)}
				title={t(edited ? "webhooks.changeTitle" : "webhooks.addTitle")}
				closeButtonProps={{ "aria-label": t("page.close") }}
			>
				{edited !== undefined && (
					<WebhookForm
						existing={edited}
						onSaved={(name, made) => {
							setEdited(undefined);
							if (made !== undefined) setSecret({ name, secret: made });
						}}
					/>
				)}
			</Modal>
			<Secret shown={secret} onClose={() => setSecret(null)} />
		</Stack>
	);
}

interface ListProps {
	webhooks: Webhook[];
	onEdit: (webhook: Webhook) => void;
	onSecret: (secret: ShownSecret) => void;
}

function List({ webhooks, onEdit, onSecret }: ListProps) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const turn = useSwitchWebhook();
	const test = useTestWebhook();
	const renew = useRenewSecret();
	const remove = useDeleteWebhook();
	const [tested, setTested] = useState<{ name: string; delivery: Delivery } | null>(null);
	const [asked, setAsked] = useState<{ what: "secret" | "delete"; webhook: Webhook } | null>(null);
	const name = asked?.webhook.name;
	const carryOut = () => {
		if (!asked) return;
		const { what, webhook } = asked;
		const end = { onError: showProblem, onSettled: () => setAsked(null) };
		if (what === "delete") remove.mutate(webhook.id, end);
		else renew.mutate(webhook.id, { ...end, onSuccess: onSecret });
	};
	const action = (label: string, description: string, onClick: () => void, loading = false) => (
		<Button size="compact-sm" variant="default" aria-label={description} loading={loading} onClick={onClick}>
			{label}
		</Button>
	);
	return (
		<>
			{tested && (
				<DeliveryAlert
					delivery={tested.delivery}
					taken={t("webhooks.taken", { name: tested.name })}
					notTaken={t("webhooks.notTaken", { name: tested.name })}
				/>
			)}
			<Records
				label={t("webhooks.title")}
				none={t("webhooks.none")}
				columns={[
					{ name: t("webhooks.name"), wrap: true, cell: (webhook) => webhook.name },
					{
						name: t("webhooks.address"),
						wrap: true,
						cell: ({ address }) => (
							<Text inherit style={{ overflowWrap: "anywhere" }}>
								{address}
							</Text>
						),
					},
					{
						name: t("webhooks.events"),
						wrap: true,
						cell: ({ events }) => events.map((event) => t(`webhooks.event.${eventKey(event)}`)).join(", "),
					},
					{
						name: t("alarms.isOn"),
						cell: (webhook) => (
							<Switch
								aria-label={`${t("alarms.isOn")}: ${webhook.name}`}
								checked={webhook.isOn}
								disabled={turn.isPending}
								onChange={(event) =>
									turn.mutate({ id: webhook.id, isOn: event.currentTarget.checked }, { onError: showProblem })
								}
							/>
						),
					},
					{
						name: t("page.actions"),
						wrap: true,
						cell: (webhook) => (
							<Group gap="xs">
								{action(
									t("webhooks.test"),
									t("webhooks.testOf", { name: webhook.name }),
									() =>
										test.mutate(webhook.id, {
											onError: showProblem,
											onSuccess: (delivery) => setTested({ name: webhook.name, delivery }),
										}),
									test.isPending && test.variables === webhook.id,
								)}
								{action(t("alarms.edit"), t("alarms.editOf", { name: webhook.name }), () => onEdit(webhook))}
								{action(t("webhooks.newSecret"), t("webhooks.newSecretOf", { name: webhook.name }), () =>
									setAsked({ what: "secret", webhook }),
								)}
								{action(t("page.delete"), t("alarms.deleteOf", { name: webhook.name }), () =>
									setAsked({ what: "delete", webhook }),
								)}
							</Group>
						),
					},
				]}
				records={webhooks}
				keyOf={({ id }) => id}
			/>
			<Alert color="blue">{t("webhooks.inside")}</Alert>
			<Confirm
				opened={asked !== null}
				title={asked?.what === "secret" ? t("webhooks.newSecretTitle") : t("webhooks.delete", { name })}
				words={t(asked?.what === "secret" ? "webhooks.newSecretWords" : "webhooks.deleteWords")}
				action={t(asked?.what === "secret" ? "webhooks.newSecret" : "page.delete")}
				pending={remove.isPending || renew.isPending}
				onClose={() => setAsked(null)}
				onConfirm={carryOut}
			/>
		</>
	);
}
