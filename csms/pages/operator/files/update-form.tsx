import { Alert, Button, Group, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useFirmware, useUpdateFirmware } from "../../api/firmware";
import { AskedProblem } from "../../parts/asked-problem";
import { localMinute, momentOfLocal } from "../../parts/local-time";
import { MomentField } from "../../parts/moment-field";

/** Asks one charge point to fetch and install an image. */
export function UpdateForm({ chargePoint: { identity } }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const images = useFirmware();
	const update = useUpdateFirmware(identity);
	const form = useForm({
		initialValues: { image: "", retrieveDate: localMinute(Date.now()) },
		validate: { image: (value) => (value === "" ? "missing" : null) },
	});
	const state = update.data?.state;
	return (
		<form
			noValidate
			onSubmit={form.onSubmit(({ image, retrieveDate }) =>
				update.mutate({
					firmwareId: Number(image),
					...(retrieveDate === "" ? {} : { retrieveDate: momentOfLocal(retrieveDate) }),
					...{ retries: 3, retryInterval: 60 },
				}),
			)}
		>
			<Stack gap="md">
				<Select
					label={t("campaign.image")}
					placeholder={images.data?.length === 0 ? t("firmware.noImages") : t("field.choose")}
					required
					allowDeselect={false}
					data={images.data?.map(({ id, name, version }) => ({
						value: String(id),
						label: t("image.named", { name, version }),
					}))}
					{...form.getInputProps("image")}
					error={form.errors.image && t("field.missing")}
				/>
				<MomentField
					clearable
					label={t("campaign.retrieveDate")}
					description={t("campaign.retrieveWords")}
					{...form.getInputProps("retrieveDate")}
				/>
				{state !== undefined && (
					<Alert role="alert" color={state === "Refused" ? "orange" : "teal"}>
						{t(state === "Refused" ? "update.refused" : "update.asked", {
							identity,
							answer: update.data?.answer ?? "",
						})}
					</Alert>
				)}
				{update.error && <AskedProblem error={update.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={update.isPending}>
						{t("update.ask")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
