import {
	ActionIcon,
	Button,
	Fieldset,
	Group,
	Input,
	NumberInput,
	Radio,
	SegmentedControl,
	Select,
	SimpleGrid,
	Stack,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiDeleteOutline, mdiPlus } from "@mdi/js";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { chargingProfileKinds, chargingProfilePurposes } from "../../../../modules/ocpp/enums.generated";
import type { StoredProfile } from "../../../api/schemas/charging-profiles";
import { useSaveProfile } from "../../api/charging";
import { useSettings } from "../../api/settings";
import { momentOfLocal } from "../../parts/local-time";
import { May, useMay } from "../../parts/may";
import { MomentField } from "../../parts/moment-field";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import {
	type ProfileFault,
	type ProfileValues,
	profileFaults,
	profileOf,
	secondsOf,
	spanText,
} from "./profile-form";

interface ProfileFormProps {
	/** The number of the profile that is changed; null: a new one. */
	existing: number | null;
	initial: ProfileValues;
	/** Told of every change, also of a faulty one. */
	onChange: (values: ProfileValues) => void;
	onSaved: (profile: StoredProfile) => void;
}

/** All that a charging profile can say, with the rules of OCPP. */
export function ProfileForm({ existing, initial, onChange, onSaved }: ProfileFormProps) {
	const { t } = useTranslation();
	const save = useSaveProfile();
	const disabled = !useMay("operator");
	const form = useForm<ProfileValues>({
		initialValues: initial,
		validate: profileFaults,
		validateInputOnBlur: true,
		onValuesChange: onChange,
	});
	const { values } = form;
	const props = (path: string) => {
		const { error, ...field } = form.getInputProps(path);
		return { ...field, disabled, error: error && t(`profileFault.${error as ProfileFault}`) };
	};
	const isRecurring = values.chargingProfileKind === "Recurring";
	return (
		<form
			noValidate
			onSubmit={form.onSubmit((valid) =>
				save.mutate({ existing, fields: profileOf(valid) }, { onSuccess: onSaved }),
			)}
		>
			<Stack gap="md">
				<Textarea
					label={t("profile.description")}
					description={t("profile.descriptionWords")}
					maxLength={500}
					autosize
					{...props("description")}
				/>
				<Radio.Group label={t("profile.purpose")} {...props("chargingProfilePurpose")}>
					<Stack gap="xs" mt="xs">
						{chargingProfilePurposes.map((purpose) => (
							<Radio
								key={purpose}
								value={purpose}
								disabled={disabled}
								label={t(`profilePurpose.${purpose}`)}
								description={t(`profilePurposeWords.${purpose}`)}
							/>
						))}
					</Stack>
				</Radio.Group>
				<Radio.Group label={t("profile.kind")} {...props("chargingProfileKind")}>
					<Stack gap="xs" mt="xs">
						{chargingProfileKinds.map((kind) => (
							<Radio
								key={kind}
								value={kind}
								disabled={disabled}
								label={t(`profileKind.${kind}`)}
								description={t(`profileKindWords.${kind}`)}
							/>
						))}
					</Stack>
				</Radio.Group>
				{isRecurring && (
					<Named name={t("profile.recurrency")}>
						<SegmentedControl
							{...form.getInputProps("recurrencyKind")}
							disabled={disabled}
							aria-label={t("profile.recurrency")}
							data={[
								{ value: "Daily", label: t("profileKind.Daily") },
								{ value: "Weekly", label: t("profileKind.Weekly") },
							]}
						/>
					</Named>
				)}
				{values.chargingProfileKind !== "Relative" && (
					<MomentField
						label={t("profile.startSchedule")}
						description={isRecurring ? t("profile.startRecurring") : undefined}
						required
						{...props("startSchedule")}
					/>
				)}
				{values.chargingProfileKind !== "Relative" && values.startSchedule !== "" && (
					<SiteTime moment={momentOfLocal(values.startSchedule)} />
				)}
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					<NumberInput
						label={t("profile.stackLevel")}
						description={t("profile.stackLevelWords")}
						required
						min={0}
						max={0x7fffffff}
						allowDecimal={false}
						allowNegative={false}
						{...props("stackLevel")}
					/>
					<Named name={t("limits.unit")} words={t("profile.unitWords")}>
						<SegmentedControl
							{...form.getInputProps("chargingRateUnit")}
							disabled={disabled}
							aria-label={t("limits.unit")}
							data={[
								{ value: "A", label: t("profile.unit.A") },
								{ value: "W", label: t("profile.unit.W") },
							]}
						/>
					</Named>
				</SimpleGrid>
				<Periods form={form} props={props} disabled={disabled} />
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					<TextInput
						label={t("profile.duration")}
						description={t("profile.durationWords")}
						placeholder="8:00"
						{...props("duration")}
					/>
					<NumberInput
						label={t("profile.minChargingRate")}
						description={t("profile.minChargingRateWords")}
						min={0}
						decimalScale={1}
						allowNegative={false}
						{...props("minChargingRate")}
					/>
				</SimpleGrid>
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					<MomentField label={t("profile.validFrom")} clearable {...props("validFrom")} />
					<MomentField label={t("profile.validTo")} clearable {...props("validTo")} />
				</SimpleGrid>
				{save.error && <ProblemAlert error={save.error} />}
				<May role="operator">
					<Group justify="flex-end">
						<Button type="submit" loading={save.isPending}>
							{t("page.save")}
						</Button>
					</Group>
				</May>
			</Stack>
		</form>
	);
}

/** A moment by the clocks of the site, where they differ from the reader's. */
function SiteTime({ moment }: { moment: string }) {
	const { t } = useTranslation();
	const timeZone = useSettings().data?.timeZone;
	const formats = useFormats();
	const there = useFormats(timeZone).dateTime(moment);
	if (there === formats.dateTime(moment)) return null;
	return (
		<Text size="xs" c="dimmed" mt="-0.5rem">
			{t("profile.siteTime", { there, timeZone })}
		</Text>
	);
}

function Named({ name, words, children }: { name: string; words?: string; children: ReactNode }) {
	return (
		<Input.Wrapper label={name} description={words} labelElement="div">
			<div>{children}</div>
		</Input.Wrapper>
	);
}

interface PeriodsProps {
	form: Pick<ReturnType<typeof useForm<ProfileValues>>, "values" | "insertListItem" | "removeListItem">;
	props: (path: string) => object;
	disabled: boolean;
}

/** The periods of the schedule, each with its limit. */
function Periods({ form, props, disabled }: PeriodsProps) {
	const { t } = useTranslation();
	const { periods, chargingRateUnit } = form.values;
	const next = () => {
		const last = secondsOf(periods.at(-1)?.start ?? "") ?? 0;
		const limit = periods.at(-1)?.limit ?? "";
		form.insertListItem("periods", { start: spanText(last + 3600), limit, numberPhases: "" });
	};
	return (
		<Fieldset legend={t("profile.periods")}>
			<Stack gap="sm">
				<Text size="xs" c="dimmed">
					{t("profile.periodsWords")}
				</Text>
				{periods.map((_, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a period has nothing but its place
					<Group key={index} gap="xs" align="flex-start">
						<TextInput
							w="4.6rem"
							label={index === 0 ? t("profile.periodStart") : undefined}
							aria-label={t("profile.periodStartOf", { number: index + 1 })}
							{...props(`periods.${index}.start`)}
							readOnly={index === 0}
						/>
						<NumberInput
							flex={1}
							miw="6rem"
							label={index === 0 ? t("profile.periodLimit") : undefined}
							aria-label={t("profile.periodLimitOf", { number: index + 1 })}
							suffix={` ${chargingRateUnit}`}
							hideControls
							min={0}
							max={1_000_000}
							decimalScale={1}
							allowNegative={false}
							{...props(`periods.${index}.limit`)}
						/>
						<Select
							w="5.4rem"
							label={index === 0 ? t("profile.phases") : undefined}
							aria-label={t("profile.phasesOf", { number: index + 1 })}
							allowDeselect={false}
							data={[{ value: "", label: t("profile.anyPhases") }, "1", "2", "3"]}
							{...props(`periods.${index}.numberPhases`)}
						/>
						<ActionIcon
							variant="subtle"
							color="gray"
							size="input-sm"
							mt={index === 0 ? "1.55rem" : 0}
							disabled={disabled || index === 0}
							aria-label={t("profile.removePeriod", { number: index + 1 })}
							onClick={() => form.removeListItem("periods", index)}
						>
							<Icon path={mdiDeleteOutline} size={18} />
						</ActionIcon>
					</Group>
				))}
				<May role="operator">
					<Button
						variant="default"
						size="xs"
						w="fit-content"
						leftSection={<Icon path={mdiPlus} size={16} />}
						onClick={next}
					>
						{t("profile.addPeriod")}
					</Button>
				</May>
			</Stack>
		</Fieldset>
	);
}
