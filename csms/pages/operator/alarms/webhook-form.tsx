import { Alert, Checkbox, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { WEBHOOK_EVENTS, type Webhook } from "../../../api/schemas/notices";
import { useSaveWebhook } from "../../api/alarms";
import { FormEnd } from "../../parts/form-end";
import { eventKey } from "./webhooks-tab";

interface WebhookFormProps {
	/** Null: a new one. */
	existing: Webhook | null;
	/** With the secret of a new one. */
	onSaved: (name: string, secret: string | undefined) => void;
}

/** Adds or changes a webhook. */
export function WebhookForm({ existing, onSaved }: WebhookFormProps) {
	const { t } = useTranslation();
	const save = useSaveWebhook();
	const form = useForm({
		initialValues: {
			name: existing?.name ?? "",
			address: existing?.address ?? "",
			events: existing?.events ?? [...WEBHOOK_EVENTS],
		},
		validate: {
			name: (name) => (name.trim() === "" ? t("field.missing") : null),
			address: (address) => (isAddress(address.trim()) ? null : t("webhooks.addressInvalid")),
			events: (events) => (events.length === 0 ? t("webhooks.eventsMissing") : null),
		},
	});
	const submit = form.onSubmit(({ name, address, events }) =>
		save.mutate(
			{ id: existing?.id ?? null, webhook: { name: name.trim(), address: address.trim(), events } },
			{ onSuccess: (webhook) => onSaved(webhook.name, webhook.secret) },
		),
	);
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				<TextInput
					label={t("webhooks.name")}
					required
					maxLength={50}
					data-autofocus
					{...form.getInputProps("name")}
				/>
				<TextInput
					label={t("webhooks.address")}
					required
					type="url"
					maxLength={2000}
					spellCheck={false}
					{...form.getInputProps("address")}
				/>
				<Alert color="yellow">{t("webhooks.inside")}</Alert>
				<Checkbox.Group label={t("webhooks.events")} {...form.getInputProps("events")}>
					<Stack gap="xs" mt="xs">
						{WEBHOOK_EVENTS.map((event) => (
							<Checkbox key={event} value={event} label={t(`webhooks.event.${eventKey(event)}`)} />
						))}
					</Stack>
				</Checkbox.Group>
				<FormEnd sending={save} />
			</Stack>
		</form>
	);
}

function isAddress(address: string): boolean {
	if (!/^https?:\/\/\S+$/.test(address) || !URL.canParse(address)) return false;
	const { username, password } = new URL(address);
	return username === "" && password === "";
}
