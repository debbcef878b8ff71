import { Autocomplete, Button, Group, Radio, Select, Stack, Text } from "@mantine/core";
import { mdiSend } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import type { CommandResponse } from "../../../api/schemas/commands";
import type { Transaction } from "../../../api/schemas/transactions";
import { useChargePoints } from "../../api/charge-points";
import { call } from "../../api/client";
import { useIdTags } from "../../api/id-tags";
import { useTransactions } from "../../api/transactions";
import { Icon } from "../../shared/icon";
import { CommandAnswer, type CommandResult } from "./command-answer";
import {
	type Action,
	COMMANDS,
	type CommandField,
	type CommandValues,
	missingFields,
	payloadOf,
} from "./commands";

export interface CommandTarget {
	identity: string;
	/** What the form begins with. */
	connectorId?: number;
	transactionId?: number;
}

/** One command: its parameters, sending it, and the answer in words. */
export function CommandForm({ action, target }: { action: Action; target: CommandTarget }) {
	const { t } = useTranslation();
	const [values, setValues] = useState(() => initialValues(action, target));
	const [missing, setMissing] = useState<CommandField["name"][]>([]);
	const [sending, setSending] = useState(false);
	const [result, setResult] = useState<CommandResult | null>(null);

	const send = async () => {
		const empty = missingFields(action, values);
		setMissing(empty);
		setResult(null);
		if (empty.length > 0) return;
		setSending(true);
		const path = `/charge-points/${encodeURIComponent(target.identity)}/commands/${action}`;
		try {
			setResult(await call<CommandResponse>("POST", path, payloadOf(action, values)));
		} catch (error) {
			setResult({ error });
		}
		setSending(false);
	};
	return (
		<form
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				void send();
			}}
		>
			<Stack gap="md">
				<Text size="sm" c="dimmed">
					{t(`command.${action}.words`)}
				</Text>
				{COMMANDS[action].map((field) => (
					<Field
						key={field.name}
						field={field}
						target={target}
						value={values[field.name]}
						error={missing.includes(field.name) ? t("field.missing") : undefined}
						onChange={(value) => setValues({ ...values, [field.name]: value })}
					/>
				))}
				{result && <CommandAnswer action={action} result={result} />}
				<Group justify="flex-end">
					<Button type="submit" loading={sending} leftSection={<Icon path={mdiSend} size={18} />}>
						{t("command.send")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function initialValues(action: Action, target: CommandTarget): CommandValues {
	const values: CommandValues = {
		connectorId: target.connectorId === undefined ? "" : String(target.connectorId),
		idTag: "",
		transactionId: target.transactionId === undefined ? "" : String(target.transactionId),
		type: "",
		requestedMessage: "",
	};
	for (const field of COMMANDS[action]) {
		if ("choices" in field) values[field.name] = field.choices[0];
	}
	return values;
}

interface FieldProps {
	field: CommandField;
	target: CommandTarget;
	value: string;
	error: string | undefined;
	onChange: (value: string) => void;
}

function Field({ field, ...props }: FieldProps) {
	const { t } = useTranslation();
	switch (field.kind) {
		case "connector":
			return <ConnectorField field={field} {...props} />;
		case "idTag":
			return <IdTagField {...props} />;
		case "transaction":
			return <TransactionField {...props} />;
		case "requestedMessage":
			return (
				<Select
					label={t("field.requestedMessage")}
					allowDeselect={false}
					data={field.choices.map((choice) => ({ value: choice, label: t(`message.${choice}`) }))}
					value={props.value}
					onChange={(value) => props.onChange(value ?? "")}
				/>
			);
		case "resetType":
			return (
				<Radio.Group label={t("field.resetType")} value={props.value} onChange={props.onChange}>
					<Stack gap="xs" mt="xs">
						{field.choices.map((choice) => (
							<Radio
								key={choice}
								value={choice}
								label={t(`resetType.${choice}`)}
								description={t(`resetTypeWords.${choice}`)}
							/>
						))}
					</Stack>
				</Radio.Group>
			);
		case "availabilityType":
			return (
				<Radio.Group label={t("field.availabilityType")} value={props.value} onChange={props.onChange}>
					<Stack gap="xs" mt="xs">
						{field.choices.map((choice) => (
							<Radio key={choice} value={choice} label={t(`availabilityType.${choice}`)} />
						))}
					</Stack>
				</Radio.Group>
			);
	}
}

function ConnectorField({
	field,
	target,
	value,
	error,
	onChange,
}: Omit<FieldProps, "field"> & { field: Extract<CommandField, { kind: "connector" }> }) {
	const { t } = useTranslation();
	const chargePoints = useChargePoints();
	const data = connectorsOf(chargePoints.data, target.identity)
		.filter((connectorId) => connectorId >= field.least)
		.map((connectorId) => ({
			value: String(connectorId),
			label: connectorId === 0 ? t("field.wholeChargePoint") : t("connector.title", { id: connectorId }),
		}));
	if (field.least === 0 && !data.some((option) => option.value === "0")) {
		data.unshift({ value: "0", label: t("field.wholeChargePoint") });
	}
	return (
		<Select
			label={t("field.connector")}
			placeholder={field.optional ? t("field.anyConnector") : t("field.choose")}
			clearable={field.optional}
			allowDeselect={field.optional}
			required={!field.optional}
			data={data}
			value={value === "" ? null : value}
			error={error}
			onChange={(chosen) => onChange(chosen ?? "")}
		/>
	);
}

function IdTagField({ value, error, onChange }: Omit<FieldProps, "field">) {
	const { t } = useTranslation();
	const idTags = useIdTags();
	const users = new Map(idTags.data?.map(({ idTag, user }) => [idTag, user]));
	return (
		<Autocomplete
			label={t("field.idTag")}
			description={t("field.idTagWords")}
			required
			maxLength={20}
			autoComplete="off"
			data={[...users.keys()]}
			limit={20}
			renderOption={({ option }) => (
				<Group justify="space-between" flex={1}>
					<Text size="sm" ff="monospace">
						{option.value}
					</Text>
					<Text size="xs" c="dimmed">
						{users.get(option.value)}
					</Text>
				</Group>
			)}
			value={value}
			error={error}
			onChange={onChange}
		/>
	);
}

function TransactionField({ target, value, error, onChange }: Omit<FieldProps, "field">) {
	const { t } = useTranslation();
	const running = useTransactions({ identity: target.identity, active: true });
	return (
		<Select
			label={t("field.transaction")}
			placeholder={running.data?.length === 0 ? t("field.noTransaction") : t("field.choose")}
			required
			allowDeselect={false}
			data={(running.data ?? []).map((transaction) => ({
				value: String(transaction.transactionId),
				label: transactionLabel(transaction),
			}))}
			value={value === "" ? null : value}
			error={error}
			onChange={(chosen) => onChange(chosen ?? "")}
		/>
	);

	function transactionLabel({ transactionId, connectorId, idTag }: Transaction): string {
		return t("field.transactionLabel", { transactionId, connectorId, idTag });
	}
}

function connectorsOf(chargePoints: ChargePoint[] | undefined, identity: string): number[] {
	const chargePoint = chargePoints?.find((one) => one.identity === identity);
	return chargePoint?.connectors.map(({ connectorId }) => connectorId) ?? [];
}
