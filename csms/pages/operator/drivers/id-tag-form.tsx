import { Button, Checkbox, Group, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { TimeInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { IdTag } from "../../../api/schemas/drivers";
import { ApiProblem } from "../../api/client";
import { useSaveIdTag } from "../../api/id-tags";
import { useUsers } from "../../api/users";
import { DayField } from "../../parts/day-field";
import { localMinute, momentOfLocal } from "../../parts/local-time";
import { ProblemAlert } from "../../parts/problem";

interface IdTagFormProps {
	/** Null: a new one. */
	existing: IdTag | null;
	/** The id that a new one begins with. */
	suggested: string;
	/** The driver whose a new one is. */
	userId?: number;
	onSaved: () => void;
}

/** An idTag as the CSMS takes it: 1 to 20 printable ASCII characters, no blank at either end. */
const ID_TAG = /^[\x21-\x7e]([\x20-\x7e]{0,18}[\x21-\x7e])?$/;
/** At the end of the day, unless another time is chosen. */
const END_OF_DAY = "23:59";

/** Adds or changes an id. */
export function IdTagForm({ existing, suggested, userId, onSaved }: IdTagFormProps) {
	const { t } = useTranslation();
	const save = useSaveIdTag();
	const expiry = existing?.expiryDate ? localMinute(existing.expiryDate) : "";
	const form = useForm({
		initialValues: {
			idTag: existing?.idTag ?? suggested,
			userId: existing ? existing.userId : (userId ?? null),
			user: existing?.user ?? "",
			parentIdTag: existing?.parentIdTag ?? "",
			expiryDay: expiry.slice(0, 10),
			expiryTime: expiry.slice(11, 16) || END_OF_DAY,
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
	const { expiryDay, expiryTime } = form.values;
	const taken = save.error instanceof ApiProblem && save.error.status === 409;
	const submit = form.onSubmit((values) => {
		const moment = `${expiryDay} ${expiryTime || END_OF_DAY}:00`;
		const isKept = existing?.expiryDate && moment === expiry;
		const fields = {
			// A driver's id bears the driver's name.
			...(values.userId === null ? { user: values.user.trim() || null } : {}),
			...(values.userId !== (existing?.userId ?? null) && { userId: values.userId }),
			parentIdTag: values.parentIdTag.trim() || null,
			expiryDate: expiryDay === "" ? null : isKept ? existing.expiryDate : momentOfLocal(moment),
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
				<DriverField
					value={form.values.userId}
					name={existing?.userId === form.values.userId ? (existing?.user ?? null) : null}
					onChange={(chosen) => form.setFieldValue("userId", chosen)}
				/>
				{form.values.userId === null && (
					<TextInput
						label={t("idTag.user")}
						maxLength={100}
						autoComplete="off"
						{...form.getInputProps("user")}
					/>
				)}
				<TextInput
					label={t("idTag.parentIdTag")}
					description={t("idTag.parentIdTagWords")}
					maxLength={20}
					autoComplete="off"
					spellCheck={false}
					{...form.getInputProps("parentIdTag")}
					error={form.errors.parentIdTag && t("idTag.invalid")}
				/>
				<Group gap="sm" align="flex-end" grow preventGrowOverflow={false}>
					<DayField
						label={t("idTag.expiryDate")}
						description={t("idTag.expiryDateWords")}
						value={expiryDay}
						onChange={(day) => form.setFieldValue("expiryDay", day)}
					/>
					{expiryDay !== "" && (
						<TimeInput label={t("idTag.expiryTime")} {...form.getInputProps("expiryTime")} />
					)}
				</Group>
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

interface DriverFieldProps {
	value: number | null;
	/** Of the driver who is chosen, where it is known. */
	name: string | null;
	onChange: (userId: number | null) => void;
}

/** The driver whose an id is, found by name or e-mail address. */
function DriverField({ value, name, onChange }: DriverFieldProps) {
	const { t } = useTranslation();
	const [search, setSearch] = useState("");
	const [wanted] = useDebouncedValue(search.split(" · ")[0].trim(), 200);
	const users = useUsers(wanted);
	const found = (users.data?.pages.flat() ?? []).map((user) => ({
		value: String(user.userId),
		label: `${user.name} · ${user.email}`,
	}));
	const chosen = value === null ? null : String(value);
	const isMissing = chosen !== null && !found.some((option) => option.value === chosen);
	return (
		<Select
			label={t("idTag.driver")}
			description={t("idTag.driverWords")}
			placeholder={t("idTag.noDriver")}
			searchable
			clearable
			clearButtonProps={{ "aria-label": t("page.clear") }}
			nothingFoundMessage={t("users.noMatch")}
			// The CSMS has chosen already, also by the e-mail address.
			filter={({ options }) => options}
			data={isMissing ? [{ value: chosen, label: name ?? chosen }, ...found] : found}
			value={chosen}
			onChange={(next) => onChange(next === null ? null : Number(next))}
			searchValue={search}
			onSearchChange={setSearch}
		/>
	);
}
