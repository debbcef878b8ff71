import { Alert, Button, Card, Group, MultiSelect, Select, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiSend } from "@mdi/js";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConfiguration } from "../../api/charge-point-records";
import { useChargePoints } from "../../api/charge-points";
import { ApiProblem } from "../../api/client";
import { useCertificateChoices, useStoredProfileChoices } from "../../api/command-choices";
import { Icon } from "../../shared/icon";
import { CommandAnswer } from "./command-answer";
import { type Action, dangerOf, isForSeveral } from "./commands";
import { faultsOf, type Settings } from "./form-checks";
import { type FormValue, type FormValues, fieldsOf, initialValues, payloadOf, valuesOf } from "./form-fields";
import { type CommandResult, give } from "./give-command";
import { knownName } from "./known-keys";
import { type CommandFormReturn, ParameterFields } from "./parameter-field";

export interface CommandTarget {
	identity: string;
	/** What the form begins with. */
	connectorId?: number;
	transactionId?: number;
	/** A command that is given once more. */
	payload?: Record<string, unknown>;
}

interface Sent {
	identity: string;
	payload: Record<string, unknown>;
	/** Null: on its way. */
	result: CommandResult | null;
}

/** One command: its parameters, sending it, and the answer in words. */
export function CommandForm({ action, target }: { action: Action; target: CommandTarget }) {
	const { t } = useTranslation();
	const fields = useMemo(() => fieldsOf(action), [action]);
	const settings = useSettingsOf(target.identity);
	/** The payload that has to be confirmed. */
	const [asking, setAsking] = useState<Record<string, unknown> | null>(null);
	const form: CommandFormReturn = useForm<FormValues>({
		initialValues: startOf(fields, target),
		// What was asked about is no longer what would be sent.
		onValuesChange: () => setAsking(null),
		validate: (values) =>
			Object.fromEntries(
				Object.entries(faultsOf(action, fields, values, settings)).map(([path, { key, values }]) => [
					path,
					t(`fault.${key}`, values ?? {}),
				]),
			),
	});
	const element = useRef<HTMLFormElement>(null);
	const [others, setOthers] = useState<string[]>([]);
	const [sent, setSent] = useState<Sent[]>([]);
	const danger = asking && dangerOf(action, asking);
	const sending = sent.some(({ result }) => result === null);

	const send = async (payload: Record<string, unknown>) => {
		setAsking(null);
		const identities = [target.identity, ...others];
		setSent(identities.map((identity) => ({ identity, payload, result: null })));
		await Promise.all(
			identities.map(async (identity) => {
				const result = await give(identity, action, payload);
				setSent((all) => all.map((one) => (one.identity === identity ? { ...one, result } : one)));
				const path = refusedField(result);
				if (path !== undefined) form.setFieldError(path, t("fault.refused"));
			}),
		);
	};
	const submit = form.onSubmit(
		(values) => {
			const payload = payloadOf(fields, values);
			setSent([]);
			if (dangerOf(action, payload)) setAsking(payload);
			else void send(payload);
		},
		// Long forms have the wrong field out of sight.
		() =>
			requestAnimationFrame(() =>
				element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
			),
	);
	return (
		<form ref={element} noValidate onSubmit={submit}>
			<Stack gap="md">
				<Text size="sm" c="dimmed">
					{t(`command.${action}.words`)}
				</Text>
				<StoredValues action={action} identity={target.identity} form={form} />
				<ParameterFields fields={fields} form={form} identity={target.identity} />
				{fields.length === 0 && <Text size="sm">{t("command.noParameters")}</Text>}
				{isForSeveral(action) && (
					<OtherChargePoints identity={target.identity} value={others} onChange={setOthers} />
				)}
				{danger && (
					<Alert color="red" title={t("danger.title")} role="alertdialog" aria-label={t("danger.title")}>
						<Stack gap="sm">
							<Text size="sm">{t(`danger.${danger}`)}</Text>
							<Group gap="xs">
								<Button size="xs" color="red" onClick={() => void send(asking)}>
									{t("danger.yes")}
								</Button>
								<Button size="xs" variant="default" onClick={() => setAsking(null)}>
									{t("page.cancel")}
								</Button>
							</Group>
						</Stack>
					</Alert>
				)}
				{sent.map(({ identity, payload, result }) => (
					<Outcome
						key={identity}
						identity={sent.length > 1 ? identity : null}
						answer={
							result && (
								<CommandAnswer action={action} identity={identity} payload={payload} result={result} />
							)
						}
					/>
				))}
				{!danger && (
					<Group justify="flex-end">
						<Button type="submit" loading={sending} leftSection={<Icon path={mdiSend} size={18} />}>
							{t("command.send")}
						</Button>
					</Group>
				)}
			</Stack>
		</form>
	);
}

/** The values of OCPP's configuration keys, as far as they are known. */
function useSettingsOf(identity: string): Settings {
	const configuration = useConfiguration(identity).data ?? [];
	const settings: Settings = {};
	for (const { key, value } of configuration) {
		const name = knownName(key);
		if (name && value !== null) settings[name] = value;
	}
	return settings;
}

function startOf(
	fields: ReturnType<typeof fieldsOf>,
	{ connectorId, transactionId, payload }: CommandTarget,
) {
	if (payload) return valuesOf(fields, payload);
	const values = initialValues(fields);
	if (connectorId !== undefined && "connectorId" in values) values.connectorId = String(connectorId);
	if (transactionId !== undefined && "transactionId" in values) values.transactionId = String(transactionId);
	return values;
}

/** The field that the CSMS names when it refuses a payload. */
function refusedField(result: CommandResult): string | undefined {
	if (!("error" in result) || !(result.error instanceof ApiProblem) || result.error.status !== 422) return;
	const [, path] = /^The payload is wrong: ([\w.[\]]+) /.exec(result.error.message) ?? [];
	return path?.replace(/\[(\d+)\]/g, ".$1");
}

function Outcome({ identity, answer }: { identity: string | null; answer: React.ReactNode }) {
	const { t } = useTranslation();
	const content = answer ?? (
		<Text size="sm" c="dimmed" role="status">
			{t("command.waiting")}
		</Text>
	);
	if (identity === null) return content;
	return (
		<Card withBorder padding="sm" role="group" aria-label={identity}>
			<Stack gap="xs">
				<Text fw={600}>{identity}</Text>
				{content}
			</Stack>
		</Card>
	);
}

function OtherChargePoints({
	identity,
	value,
	onChange,
}: {
	identity: string;
	value: string[];
	onChange: (identities: string[]) => void;
}) {
	const { t } = useTranslation();
	const chargePoints = useChargePoints().data?.filter((one) => one.identity !== identity) ?? [];
	if (chargePoints.length === 0) return null;
	return (
		<MultiSelect
			label={t("field.otherChargePoints")}
			description={t("field.otherChargePointsWords")}
			placeholder={value.length === 0 ? t("field.none") : undefined}
			searchable
			clearable
			limit={100}
			data={chargePoints.map((one) => ({
				value: one.identity,
				label: one.connected ? one.identity : t("field.offline", { identity: one.identity }),
			}))}
			value={value}
			onChange={onChange}
		/>
	);
}

interface StoredValuesProps {
	identity: string;
	form: CommandFormReturn;
}

/** Fills in what the CSMS keeps: a charging profile, or the data of a certificate. */
function StoredValues({ action, ...props }: StoredValuesProps & { action: Action }) {
	if (action === "SetChargingProfile") return <StoredProfiles path="csChargingProfiles" {...props} />;
	if (action === "RemoteStartTransaction") return <StoredProfiles path="chargingProfile" {...props} />;
	if (action === "DeleteCertificate") return <KeptCertificates {...props} />;
	return null;
}

function StoredProfiles({
	path,
	form,
}: StoredValuesProps & { path: "csChargingProfiles" | "chargingProfile" }) {
	const { t } = useTranslation();
	const action = path === "chargingProfile" ? "RemoteStartTransaction" : "SetChargingProfile";
	const all = useStoredProfileChoices().data ?? [];
	const profiles = all.filter(
		(one) => action === "SetChargingProfile" || one.chargingProfilePurpose === "TxProfile",
	);
	if (profiles.length === 0) return null;
	return (
		<Select
			label={t("field.storedProfile")}
			description={t("field.storedProfileWords")}
			placeholder={t("field.choose")}
			data={profiles.map(({ chargingProfileId, description, chargingProfilePurpose }) => ({
				value: String(chargingProfileId),
				label: `${chargingProfileId} · ${description ?? t(`choice.chargingProfilePurpose.${chargingProfilePurpose}`)}`,
			}))}
			onChange={(id) => {
				const found = profiles.find(({ chargingProfileId }) => String(chargingProfileId) === id);
				const field = fieldsOf(action).find(({ name }) => name === path);
				if (!found || field?.kind !== "object") return;
				form.setFieldValue(path, valuesOf(field.fields, { ...found }) as FormValue);
			}}
		/>
	);
}

function KeptCertificates({ identity, form }: StoredValuesProps) {
	const { t } = useTranslation();
	const certificates = useCertificateChoices(identity).data ?? [];
	if (certificates.length === 0) return null;
	return (
		<Select
			label={t("field.keptCertificate")}
			description={t("field.keptCertificateWords")}
			placeholder={t("field.choose")}
			data={certificates.map(({ subject, certificateHashData: { serialNumber } }, index) => ({
				value: String(index),
				label: `${subject ?? t("field.unknownCertificate")} · ${serialNumber}`,
			}))}
			onChange={(index) => {
				const found = index === null ? undefined : certificates[Number(index)];
				if (found) form.setFieldValue("certificateHashData", { ...found.certificateHashData });
			}}
		/>
	);
}
