import { Button, Checkbox, Group, NumberInput, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import type { Firmware } from "../../../api/schemas/firmware";
import type { FirmwareCampaign } from "../../../api/schemas/firmware-campaigns";
import { useChargePoints } from "../../api/charge-points";
import { useFirmware, useStartCampaign } from "../../api/firmware";
import { momentOfLocal } from "../../parts/local-time";
import { MomentField } from "../../parts/moment-field";
import { ProblemAlert } from "../../parts/problem";
import { ChargePointChoice } from "./charge-point-choice";

interface CampaignFormProps {
	/** The image that is chosen at first. */
	imageId: number | undefined;
	onStarted: (campaign: FirmwareCampaign) => void;
}

/** One image for several charge points. */
export function CampaignForm({ imageId, onStarted }: CampaignFormProps) {
	const { t } = useTranslation();
	const images = useFirmware();
	const chargePoints = useChargePoints();
	const start = useStartCampaign();
	const form = useForm({
		initialValues: {
			image: imageId === undefined ? "" : String(imageId),
			identities: [] as string[],
			unsigned: false,
			retrieveDate: "",
			installDate: "",
			atOnce: 10 as number | string,
			retries: 3 as number | string,
			retryInterval: 60 as number | string,
		},
		validate: {
			image: (value) => (value === "" ? "missing" : null),
			identities: (value) => (value.length === 0 ? "missing" : null),
			atOnce: (value) => (value === "" ? "missing" : null),
		},
	});
	const image = images.data?.find(({ id }) => String(id) === form.values.image);
	const fitting = (chargePoints.data ?? []).filter((one) => isFor(image, one));
	const isSigned = image?.signed === true && !form.values.unsigned;
	const fault = (name: "image" | "identities" | "atOnce") => form.errors[name] && t("field.missing");
	const submit = form.onSubmit(({ identities, retrieveDate, installDate, atOnce, retries, retryInterval }) =>
		start.mutate(
			{
				firmwareId: Number(form.values.image),
				identities,
				signed: isSigned,
				...(retrieveDate === "" ? {} : { retrieveDate: momentOfLocal(retrieveDate) }),
				...(installDate === "" || !isSigned ? {} : { installDate: momentOfLocal(installDate) }),
				...(retries === "" ? {} : { retries: Number(retries) }),
				...(retryInterval === "" ? {} : { retryInterval: Number(retryInterval) }),
				atOnce: Number(atOnce),
			},
			{ onSuccess: onStarted },
		),
	);
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				<Select
					label={t("campaign.image")}
					placeholder={t("field.choose")}
					required
					allowDeselect={false}
					data={images.data?.map(({ id, name, version }) => ({
						value: String(id),
						label: t("image.named", { name, version }),
					}))}
					{...form.getInputProps("image")}
					error={fault("image")}
					onChange={(value) => form.setValues({ image: value ?? "", identities: [] })}
				/>
				<ChargePointChoice
					chargePoints={fitting}
					value={form.values.identities}
					error={fault("identities") as string | undefined}
					onChange={(identities) => form.setFieldValue("identities", identities)}
				/>
				{image?.signed && (
					<Checkbox
						label={t("campaign.unsigned")}
						description={t("campaign.unsignedWords")}
						{...form.getInputProps("unsigned", { type: "checkbox" })}
					/>
				)}
				<Group grow align="flex-start" preventGrowOverflow={false}>
					<MomentField
						clearable
						label={t("campaign.retrieveDate")}
						description={t("campaign.retrieveWords")}
						{...form.getInputProps("retrieveDate")}
					/>
					{isSigned && (
						<MomentField
							clearable
							label={t("campaign.installDate")}
							description={t("campaign.installWords")}
							{...form.getInputProps("installDate")}
						/>
					)}
				</Group>
				<Group grow align="flex-start" preventGrowOverflow={false}>
					<NumberInput
						label={t("campaign.atOnce")}
						description={t("campaign.atOnceWords")}
						required
						min={1}
						max={1000}
						allowDecimal={false}
						{...form.getInputProps("atOnce")}
						error={fault("atOnce")}
					/>
					<NumberInput
						label={t("campaign.retries")}
						description={t("campaign.retriesWords")}
						min={0}
						max={100}
						allowDecimal={false}
						{...form.getInputProps("retries")}
					/>
					<NumberInput
						label={t("campaign.retryInterval")}
						description={t("campaign.retryIntervalWords")}
						min={0}
						max={86_400}
						allowDecimal={false}
						{...form.getInputProps("retryInterval")}
					/>
				</Group>
				{start.error && <ProblemAlert error={start.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={start.isPending}>
						{t("campaign.startWith", { count: form.values.identities.length })}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** What has told another make than the image is for gets it from nobody. */
function isFor(image: Firmware | undefined, chargePoint: ChargePoint): boolean {
	return (["chargePointVendor", "chargePointModel"] as const).every((field) => {
		const wanted = image?.[field] ?? null;
		return wanted === null || chargePoint[field] === null || chargePoint[field] === wanted;
	});
}
