import { Alert, Autocomplete, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import type { Reservation } from "../../../api/schemas/reservations";
import { useChargePoints } from "../../api/charge-points";
import { useIdTags } from "../../api/id-tags";
import { useMakeReservation } from "../../api/reservations";
import { AskedProblem } from "../../parts/asked-problem";
import { ChargePointSelect } from "../../parts/charge-point-select";
import { localMinute, momentOfLocal } from "../../parts/local-time";
import { MomentField } from "../../parts/moment-field";

const HOUR = 3_600_000;

/** Holds a connector for an id. `identity`: on the page of one charge point. */
export function ReservationForm({ identity }: { identity?: string }) {
	const { t } = useTranslation();
	const chargePoints = useChargePoints();
	const idTags = useIdTags();
	const make = useMakeReservation();
	const form = useForm({
		initialValues: {
			identity: identity ?? "",
			connector: "",
			idTag: "",
			until: localMinute(Date.now() + HOUR),
		},
		validate: {
			identity: (value) => (value === "" ? "missing" : null),
			connector: (value) => (value === "" ? "missing" : null),
			idTag: (value) => (value.trim() === "" ? "missing" : null),
			until: (value) =>
				value === "" ? "missing" : Date.parse(momentOfLocal(value)) <= Date.now() ? "past" : null,
		},
	});
	const chargePoint = chargePoints.data?.find((one) => one.identity === form.values.identity);
	const users = new Map(idTags.data?.map(({ idTag, user }) => [idTag, user]));
	const fault = (name: keyof typeof form.values) =>
		form.errors[name] && t(form.errors[name] === "past" ? "reservation.past" : "field.missing");
	return (
		<form
			noValidate
			onSubmit={form.onSubmit(({ until, ...values }) =>
				make.mutate({
					identity: values.identity,
					connectorId: Number(values.connector),
					idTag: values.idTag.trim(),
					expiryDate: momentOfLocal(until),
				}),
			)}
		>
			<Stack gap="md">
				{identity === undefined && (
					<ChargePointSelect
						chargePoints={chargePoints.data}
						{...form.getInputProps("identity")}
						error={fault("identity")}
						onChange={(value) => form.setValues({ identity: value ?? "", connector: "" })}
					/>
				)}
				<Select
					label={t("field.connector")}
					placeholder={t("field.choose")}
					required
					allowDeselect={false}
					disabled={!chargePoint}
					data={connectorChoices(chargePoint).map(({ id, status }) => ({
						value: String(id),
						label:
							id === 0
								? t("reservation.anyConnector")
								: `${t("connector.title", { id })} · ${t(`status.${status}`)}`,
					}))}
					{...form.getInputProps("connector")}
					error={fault("connector")}
				/>
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
					{...form.getInputProps("idTag")}
					error={fault("idTag")}
				/>
				<MomentField
					label={t("reservation.expiryDate")}
					description={t("reservation.expiryWords")}
					required
					{...form.getInputProps("until")}
					error={fault("until")}
				/>
				{make.data && <Answer reservation={make.data} />}
				{make.error && <AskedProblem error={make.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={make.isPending}>
						{t("reservation.make")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function Answer({ reservation: { status, identity, idTag } }: { reservation: Reservation }) {
	const { t } = useTranslation();
	return (
		<Alert
			role="alert"
			color={status === "Accepted" ? "teal" : "orange"}
			title={t(`reservationState.${status}`)}
		>
			{status === "Accepted" ? t("reservation.made", { identity, idTag }) : t(`reservationWords.${status}`)}
		</Alert>
	);
}

/** The free connectors first; the others may be refused, which the answer tells. 0: any of them. */
function connectorChoices(chargePoint: ChargePoint | undefined) {
	const connectors = (chargePoint?.connectors ?? [])
		.filter(({ connectorId }) => connectorId > 0)
		.map(({ connectorId: id, status }) => ({ id, status }));
	const isFree = ({ status }: { status: string }) => status === "Available";
	const sorted = [...connectors.filter(isFree), ...connectors.filter((one) => !isFree(one))];
	return sorted.length === 0 ? [] : [...sorted, { id: 0, status: "Available" as const }];
}
