import { Button, Checkbox, Group, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { IdTag } from "../../../api/schemas/drivers";
import { ApiProblem } from "../../api/client";
import { useSaveIdTag } from "../../api/id-tags";
import { localMinute, momentOfLocal } from "../../parts/local-time";
import { ProblemAlert } from "../../parts/problem";

interface IdTagFormProps {
	/** Null: a new one. */
	existing: IdTag | null;
	/** The id that a new one begins with. */
	suggested: string;
	onSaved: () => void;
}

/** An idTag as the CSMS takes it: 1 to 20 printable ASCII characters, no blank at either end. */
const ID_TAG = /^[\x21-\x7e]([\x20-\x7e]{0,18}[\x21-\x7e])?$/;

/** Adds or changes an id. */
export function IdTagForm({ existing, suggested, onSaved }: IdTagFormProps) {
	const { t } = useTranslation();
	const save = useSaveIdTag();
	const form = useForm({
		initialValues: {
			idTag: existing?.idTag ?? suggested,
			user: existing?.user ?? "",
			parentIdTag: existing?.parentIdTag ?? "",
			expiryDate: existing?.expiryDate ? localMinute(existing.expiryDate) : "",
			anyNumber: existing ? existing.maxActiveTransactions === null : false,
			maxActiveTransactions: (existing?.maxActiveTransactions ?? 1) as number | "",
			blocked: existing?.blocked ?? false,
		},
		validate: {
			idTag: (idTag) => (ID_TAG.test(idTag.trim()) ? null : "invalid"),
			parentIdTag: (parent) => (parent.trim() === "" || ID_TAG.test(parent.trim()) ? null : "invalid"),
			maxActiveTransactions: (most, { anyNumber }) => (most === "" && !anyNumber ? "missing" : null),
		},
	});
	const taken = save.error instanceof ApiProblem && save.error.status === 409;
	const submit = form.onSubmit((values) => {
		const fields = {
			user: values.user.trim() || null,
			parentIdTag: values.parentIdTag.trim() || null,
			expiryDate: values.expiryDate === "" ? null : momentOfLocal(values.expiryDate),
			maxActiveTransactions: values.anyNumber ? null : Number(values.maxActiveTransactions),
			blocked: values.blocked,
		};
		save.mutate(
			{
				existing: existing?.idTag ?? null,
				fields: existing ? fields : { idTag: values.idTag.trim(), ...fields },
			},
			{ onSuccess: onSaved },
		);
	});
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				{existing === null && (
					<TextInput
						label={t("idTag.idTag")}
						description={t("idTag.idTagWords")}
						required
						maxLength={20}
						autoComplete="off"
						spellCheck={false}
						data-autofocus
						{...form.getInputProps("idTag")}
						error={(form.errors.idTag && t("idTag.invalid")) || (taken && t("fieldProblem.idTagTaken"))}
					/>
				)}
				<TextInput
					label={t("idTag.user")}
					maxLength={100}
					autoComplete="off"
					{...form.getInputProps("user")}
				/>
				<TextInput
					label={t("idTag.parentIdTag")}
					description={t("idTag.parentIdTagWords")}
					maxLength={20}
					autoComplete="off"
					spellCheck={false}
					{...form.getInputProps("parentIdTag")}
					error={form.errors.parentIdTag && t("idTag.invalid")}
				/>
				<TextInput
					label={t("idTag.expiryDate")}
					description={t("idTag.expiryDateWords")}
					type="datetime-local"
					{...form.getInputProps("expiryDate")}
				/>
				<NumberInput
					label={t("idTag.maxActiveTransactions")}
					min={0}
					max={1000}
					allowDecimal={false}
					allowNegative={false}
					clampBehavior="strict"
					disabled={form.values.anyNumber}
					{...form.getInputProps("maxActiveTransactions")}
					error={form.errors.maxActiveTransactions && t("field.missing")}
				/>
				<Checkbox label={t("idTag.anyNumber")} {...form.getInputProps("anyNumber", { type: "checkbox" })} />
				<Switch
					color="red"
					label={t("idTag.blockedWords")}
					{...form.getInputProps("blocked", { type: "checkbox" })}
				/>
				{save.error && !taken && <ProblemAlert error={save.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={save.isPending}>
						{t("page.save")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
