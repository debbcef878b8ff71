import { MultiSelect, NumberInput, Select, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Alarm } from "../../../api/schemas/alarms";
import { DIAGNOSIS_KINDS, SEVERITIES } from "../../../api/schemas/diagnoses";
import { useSaveAlarm, useWebhooks } from "../../api/alarms";
import { useChargePoints } from "../../api/charge-points";
import { FormEnd } from "../../parts/form-end";
import { LANGUAGES, languageFor } from "../../shared/languages";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Hours between reminders that can be chosen; another one that is set already stays a choice. */
const REMINDERS = [1, 4, 12, 24, 72, 168];
const SETTLE = 60;

interface AlarmFormProps {
	/** Null: a new one. */
	existing: Alarm | null;
	onSaved: () => void;
}

/** Adds or changes an alarm. */
export function AlarmForm({ existing, onSaved }: AlarmFormProps) {
	const { t, i18n } = useTranslation();
	const save = useSaveAlarm();
	const webhooks = useWebhooks();
	const chargePoints = useChargePoints();
	const form = useForm({
		initialValues: {
			name: existing?.name ?? "",
			severity: existing?.severity ?? "fault",
			kinds: existing?.kinds ?? [],
			identities: existing?.identities ?? [],
			emails: existing?.emails ?? [],
			webhooks: (existing?.webhooks ?? []).map(String),
			language: existing?.language ?? languageFor(i18n.language),
			settleSeconds: (existing?.settleSeconds ?? SETTLE) as number | "",
			remindHours: String(existing?.remindHours ?? ""),
			tellsEnd: existing?.tellsEnd ?? true,
		},
		validate: {
			name: (name) => (name.trim() === "" ? t("field.missing") : null),
			emails: (emails, { webhooks: chosen }) => {
				const wrong = emails.find((email) => !EMAIL.test(email));
				if (wrong !== undefined) return t("alarms.emailInvalid", { email: wrong });
				return emails.length + chosen.length === 0 ? t("alarms.nobody") : null;
			},
			settleSeconds: (seconds) => (seconds === "" ? t("field.missing") : null),
		},
	});
	const submit = form.onSubmit((values) => {
		const alarm = {
			...values,
			name: values.name.trim(),
			kinds: values.kinds.length > 0 ? values.kinds : null,
			identities: values.identities.length > 0 ? values.identities : null,
			webhooks: values.webhooks.map(Number),
			settleSeconds: Number(values.settleSeconds),
			remindHours: values.remindHours === "" ? null : Number(values.remindHours),
		};
		save.mutate({ id: existing?.id ?? null, alarm }, { onSuccess: onSaved });
	});
	const identities = new Set([
		...(chargePoints.data ?? []).map(({ identity }) => identity),
		...form.values.identities,
	]);
	const reminders = new Set([...REMINDERS, ...(existing?.remindHours ? [existing.remindHours] : [])]);
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				<TextInput
					label={t("alarms.name")}
					placeholder={t("alarms.namePlaceholder")}
					required
					maxLength={50}
					data-autofocus
					{...form.getInputProps("name")}
				/>
				<TagsInput
					label={t("alarms.emails")}
					description={t("alarms.emailsWords")}
					acceptValueOnBlur
					maxTags={20}
					inputMode="email"
					{...form.getInputProps("emails")}
				/>
				{webhooks.data && webhooks.data.length > 0 && (
					<MultiSelect
						label={t("alarms.webhooks")}
						data={webhooks.data.map(({ id, name }) => ({ value: String(id), label: name }))}
						{...form.getInputProps("webhooks")}
					/>
				)}
				<Select
					label={t("alarms.severity")}
					allowDeselect={false}
					data={SEVERITIES.map((value) => ({ value, label: t(`alarms.severityWords.${value}`) }))}
					{...form.getInputProps("severity")}
				/>
				<MultiSelect
					label={t("alarms.kinds")}
					description={t("alarms.kindsWords")}
					searchable
					clearable
					data={DIAGNOSIS_KINDS.map((value) => ({ value, label: t(`diagnosisKind.${value}`) }))}
					{...form.getInputProps("kinds")}
				/>
				<MultiSelect
					label={t("alarms.identities")}
					description={t("alarms.identitiesWords")}
					searchable
					clearable
					data={[...identities]}
					{...form.getInputProps("identities")}
				/>
				<Select
					label={t("alarms.language")}
					allowDeselect={false}
					data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
					{...form.getInputProps("language")}
				/>
				<NumberInput
					label={t("alarms.settle")}
					description={t("alarms.settleWords")}
					min={0}
					max={86_400}
					allowDecimal={false}
					allowNegative={false}
					clampBehavior="strict"
					suffix={` ${t("alarms.settleUnit")}`}
					{...form.getInputProps("settleSeconds")}
				/>
				<Select
					label={t("alarms.remind")}
					description={t("alarms.remindWords")}
					allowDeselect={false}
					data={[
						{ value: "", label: t("alarms.never") },
						...[...reminders]
							.toSorted((a, b) => a - b)
							.map((hours) => ({ value: String(hours), label: t("alarms.everyHours", { count: hours }) })),
					]}
					{...form.getInputProps("remindHours")}
				/>
				<Switch label={t("alarms.tellsEnd")} {...form.getInputProps("tellsEnd", { type: "checkbox" })} />
				<FormEnd sending={save} />
			</Stack>
		</form>
	);
}
