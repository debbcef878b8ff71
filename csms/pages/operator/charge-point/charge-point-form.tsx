import { Alert, Button, Group, PasswordInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiAlertOutline, mdiKeyPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint, ChargePointChange } from "../../../api/schemas/charge-points";
import { useChargePoints, useSaveChargePoint } from "../../api/charge-points";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { ConnectionData } from "./connection-data";

/** As the CSMS takes an identity and a key. */
const IDENTITY = /^(?=.{1,48}$)[A-Za-z0-9_.:+|*@=-]([A-Za-z0-9_.:+|*@= -]*[A-Za-z0-9_.:+|*@=-])?$/;
const KEY = /^(([0-9a-fA-F]{2}){16,20}|[\x20-\x7e]{16,20})$/;
/** Bytes of a key that is made here, the most that OCPP takes. */
const KEY_BYTES = 20;

const PROFILES = ["0", "1", "2", "3"] as const;
type Profile = (typeof PROFILES)[number];
const STATES = ["Accepted", "Pending", "Rejected"] as const;

interface ChargePointFormProps {
	/** Null: a new one. */
	existing: ChargePoint | null;
	/** The identity that a new one begins with. */
	suggested?: string;
	onClose: () => void;
}

/** Enters a charge point or changes its entry; then tells what has to be typed into the charge point. */
export function ChargePointForm({ existing, suggested = "", onClose }: ChargePointFormProps) {
	const { t } = useTranslation();
	const known = useChargePoints();
	const save = useSaveChargePoint();
	const [saved, setSaved] = useState<{ identity: string; profile: number; authorizationKey: string } | null>(
		null,
	);
	const form = useForm({
		initialValues: {
			identity: existing?.identity ?? suggested,
			name: existing?.name ?? "",
			location: existing?.location ?? "",
			securityProfile: String(existing?.securityProfile ?? 0) as Profile,
			authorizationKey: "",
			registration: existing?.registration ?? "Accepted",
			tolerant: existing?.tolerant ?? false,
		},
		validate: {
			identity: (identity) => {
				if (!IDENTITY.test(identity.trim())) return "invalid";
				const isTaken = known.data?.some((one) => one.identity === identity.trim());
				return !existing && isTaken ? "taken" : null;
			},
			authorizationKey: (key, { securityProfile }) => {
				if (key !== "") return KEY.test(key) ? null : "invalid";
				return needsKey(securityProfile) && !existing?.hasAuthorizationKey ? "missing" : null;
			},
		},
	});
	const { securityProfile } = form.values;
	if (saved) return <ConnectionData {...saved} onClose={onClose} />;
	const submit = form.onSubmit((values) => {
		const identity = values.identity.trim();
		const key = values.authorizationKey;
		const profile = Number(values.securityProfile);
		const change: ChargePointChange = {
			name: values.name.trim() || null,
			location: values.location.trim() || null,
			registration: values.registration,
			tolerant: values.tolerant,
			// What is on its way to the charge point stays, unless something else is wanted here.
			...(profile !== existing?.securityProfile && { securityProfile: profile }),
			...(key !== "" && { authorizationKey: key }),
		};
		save.mutate(
			{ identity, change },
			{
				onSuccess: () => {
					if (existing && key === "") onClose();
					else setSaved({ identity, profile, authorizationKey: key });
				},
			},
		);
	});
	const identityProblem = {
		invalid: t("chargePointForm.identityInvalid"),
		taken: t("chargePointForm.identityTaken"),
	}[String(form.errors.identity)];
	const keyProblem = { invalid: t("chargePointForm.keyInvalid"), missing: t("chargePointForm.keyMissing") }[
		String(form.errors.authorizationKey)
	];
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				{!existing && (
					<TextInput
						label={t("chargePointForm.identity")}
						description={t("chargePointForm.identityWords")}
						required
						maxLength={48}
						autoComplete="off"
						spellCheck={false}
						data-autofocus
						{...form.getInputProps("identity")}
						error={identityProblem}
					/>
				)}
				<TextInput
					label={t("chargePointForm.name")}
					description={t("chargePointForm.nameWords")}
					maxLength={100}
					autoComplete="off"
					{...form.getInputProps("name")}
				/>
				<TextInput
					label={t("chargePointForm.location")}
					maxLength={200}
					autoComplete="off"
					{...form.getInputProps("location")}
				/>
				<Select
					label={t("chargePoint.securityProfile")}
					description={t(`chargePointForm.profileWords.${securityProfile}`)}
					allowDeselect={false}
					data={PROFILES.map((value) => ({ value, label: t(`chargePointForm.profile.${value}`) }))}
					{...form.getInputProps("securityProfile")}
				/>
				{Number(securityProfile) >= 2 && window.location.protocol === "http:" && (
					<Alert color="yellow" icon={<Icon path={mdiAlertOutline} />} title={t("chargePointForm.noTls")} />
				)}
				<Group align="flex-start" gap="xs" wrap="nowrap">
					<PasswordInput
						flex={1}
						label={t("chargePointForm.key")}
						description={
							existing?.hasAuthorizationKey ? t("chargePointForm.keyKept") : t("chargePointForm.keyWords")
						}
						required={needsKey(securityProfile) && !existing?.hasAuthorizationKey}
						maxLength={40}
						autoComplete="new-password"
						spellCheck={false}
						visibilityToggleButtonProps={{ "aria-label": t("chargePointForm.showKey") }}
						{...form.getInputProps("authorizationKey")}
						error={keyProblem}
					/>
				</Group>
				<Button
					w="fit-content"
					size="compact-sm"
					variant="default"
					leftSection={<Icon path={mdiKeyPlus} size={16} />}
					onClick={() => form.setFieldValue("authorizationKey", newKey())}
				>
					{t("chargePointForm.makeKey")}
				</Button>
				{existing?.connected && form.values.authorizationKey !== "" && (
					<Text size="sm">{t("chargePointForm.keyOfConnected")}</Text>
				)}
				<Select
					label={t("chargePoint.registrationName")}
					description={t(`chargePointForm.registrationWords.${form.values.registration}`)}
					allowDeselect={false}
					data={STATES.map((value) => ({ value, label: t(`chargePoint.registration.${value}`) }))}
					{...form.getInputProps("registration")}
				/>
				<Switch
					label={t("chargePointForm.tolerant")}
					description={t("chargePointForm.tolerantWords")}
					{...form.getInputProps("tolerant", { type: "checkbox" })}
				/>
				{save.error && <ProblemAlert error={save.error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t("page.cancel")}
					</Button>
					<Button type="submit" loading={save.isPending}>
						{existing ? t("page.save") : t("chargePointForm.enter")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** Profiles 1 and 2 are those with a password. */
function needsKey(profile: Profile): boolean {
	return profile === "1" || profile === "2";
}

function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
