import { Alert, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { ProfileAssignment } from "../../../api/schemas/charging-profiles";
import { useChargePoints } from "../../api/charge-points";
import { useAssignProfile, useProfiles } from "../../api/charging";
import { useTransactions } from "../../api/transactions";
import { AskedProblem } from "../../parts/asked-problem";
import { ChargePointSelect } from "../../parts/charge-point-select";
import { useProfileName } from "./profile-words";

interface AssignFormProps {
	/** Fixed where they are given. */
	identity?: string;
	profileId?: number;
	/** What the form begins with. */
	connectorId?: number;
}

/** Gives a charge point one of the kept profiles, and tells its answer. */
export function AssignForm({ identity, profileId, connectorId }: AssignFormProps) {
	const { t } = useTranslation();
	const chargePoints = useChargePoints();
	const profiles = useProfiles();
	const nameOf = useProfileName(profiles.data);
	const form = useForm({
		initialValues: {
			identity: identity ?? "",
			profile: profileId === undefined ? "" : String(profileId),
			connector: connectorId === undefined ? "" : String(connectorId),
		},
	});
	const chosen = profiles.data?.find(
		({ chargingProfileId }) => String(chargingProfileId) === form.values.profile,
	);
	const chargePoint = chargePoints.data?.find((one) => one.identity === form.values.identity);
	const running = useTransactions({ identity: form.values.identity, active: true });
	const places = placesFor(
		chosen?.chargingProfilePurpose,
		chargePoint?.connectors.map((one) => one.connectorId).filter((id) => id > 0) ?? [],
		running.data?.map((transaction) => transaction.connectorId) ?? [],
	);
	const assign = useAssignProfile(form.values.identity);
	const connector = places.includes(Number(form.values.connector)) ? form.values.connector : "";
	const place = places.length === 1 ? String(places[0]) : connector;
	const isComplete = form.values.identity !== "" && chosen !== undefined && place !== "";
	return (
		<form
			noValidate
			onSubmit={form.onSubmit(() => {
				if (!isComplete) return;
				assign.mutate({ connectorId: Number(place), chargingProfileId: chosen.chargingProfileId });
			})}
		>
			<Stack gap="md">
				{profileId === undefined && (
					<Select
						label={t("assign.profile")}
						placeholder={profiles.data?.length === 0 ? t("profiles.none") : t("field.choose")}
						required
						searchable
						nothingFoundMessage={t("assign.noMatch")}
						data={profiles.data?.map(({ chargingProfileId }) => ({
							value: String(chargingProfileId),
							label: nameOf(chargingProfileId),
						}))}
						{...form.getInputProps("profile")}
						onChange={(value) => form.setFieldValue("profile", value ?? "")}
					/>
				)}
				{profileId !== undefined && <Text fw={600}>{nameOf(profileId)}</Text>}
				{identity === undefined && (
					<ChargePointSelect
						chargePoints={chargePoints.data}
						{...form.getInputProps("identity")}
						onChange={(value) => form.setFieldValue("identity", value ?? "")}
					/>
				)}
				<Select
					label={t("assign.place")}
					description={chosen && t(`assign.placeWords.${chosen.chargingProfilePurpose}`)}
					placeholder={
						chosen?.chargingProfilePurpose === "TxProfile" && places.length === 0 && chargePoint
							? t("field.noTransaction")
							: t("field.choose")
					}
					required
					disabled={places.length === 0}
					data={places.map((id) => ({
						value: String(id),
						label: id === 0 ? t("field.wholeChargePoint") : t("connector.title", { id }),
					}))}
					value={place === "" ? null : place}
					onChange={(value) => form.setFieldValue("connector", value ?? "")}
				/>
				{assign.data && <AssignmentAnswer assignment={assign.data} />}
				{assign.error && <AskedProblem error={assign.error} />}
				<Group justify="flex-end">
					<Button type="submit" disabled={!isComplete} loading={assign.isPending}>
						{t("profiles.give")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** What the charge point made of a profile. */
function AssignmentAnswer({ assignment: { status, identity } }: { assignment: ProfileAssignment }) {
	const { t } = useTranslation();
	return (
		<Alert
			role="alert"
			color={status === "Accepted" ? "teal" : "orange"}
			title={t(`assignmentState.${status}`)}
		>
			{t(`profileAnswer.${status}`, { identity })}
		</Alert>
	);
}

/** The connectors that a profile of that purpose can be for. */
function placesFor(purpose: string | undefined, connectors: number[], charging: number[]): number[] {
	if (purpose === undefined || connectors.length === 0) return [];
	if (purpose === "ChargePointMaxProfile") return [0];
	return purpose === "TxProfile" ? connectors.filter((id) => charging.includes(id)) : [0, ...connectors];
}
