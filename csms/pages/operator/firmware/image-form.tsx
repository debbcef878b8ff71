import { Collapse, Group, Progress, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChargePoints } from "../../api/charge-points";
import { useUploadFirmware } from "../../api/firmware";
import { FileDrop } from "../../parts/file-drop";
import { FormEnd } from "../../parts/form-end";
import { useFormats } from "../../shared/use-formats";

const EMPTY = {
	file: null as File | null,
	name: "",
	version: "",
	chargePointVendor: "",
	chargePointModel: "",
	isSigned: false,
	signature: "",
	signingCertificate: "",
};

/** Uploads a firmware image. */
export function ImageForm({ onDone }: { onDone: () => void }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const upload = useUploadFirmware();
	const [part, setPart] = useState(0);
	const chargePoints = useChargePoints();
	const needed = (value: string) => (value.trim() === "" ? "missing" : null);
	const form = useForm({
		initialValues: EMPTY,
		validate: {
			file: (file) => (file === null ? "missing" : null),
			name: needed,
			version: needed,
			signature: (value, { isSigned }) => (isSigned ? needed(value) : null),
			signingCertificate: (value, { isSigned }) => (isSigned ? needed(value) : null),
		},
	});
	const fault = (name: keyof typeof EMPTY) => form.errors[name] && t("field.missing");
	const known = (field: "chargePointVendor" | "chargePointModel") => [
		...new Set(chargePoints.data?.flatMap((one) => one[field] ?? [])),
	];
	const submit = form.onSubmit(({ file, isSigned, ...fields }) => {
		setPart(0);
		upload.mutate({ form: formOf(file!, fields, isSigned), onProgress: setPart }, { onSuccess: onDone });
	});
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				<FileDrop
					label={t("image.file")}
					error={form.errors.file ? t("field.missing") : undefined}
					value={form.values.file}
					onChange={(file) => form.setFieldValue("file", file)}
				/>
				<TextInput
					label={t("image.name")}
					required
					maxLength={100}
					autoComplete="off"
					{...form.getInputProps("name")}
					error={fault("name")}
				/>
				<TextInput
					label={t("image.version")}
					description={t("image.versionWords")}
					required
					maxLength={50}
					autoComplete="off"
					{...form.getInputProps("version")}
					error={fault("version")}
				/>
				<Group grow align="flex-start">
					<TextInput
						label={t("chargePoint.vendor")}
						description={t("image.onlyFor")}
						maxLength={20}
						list="vendors"
						{...form.getInputProps("chargePointVendor")}
					/>
					<TextInput
						label={t("chargePoint.model")}
						description={t("image.onlyFor")}
						maxLength={20}
						list="models"
						{...form.getInputProps("chargePointModel")}
					/>
				</Group>
				<Choices id="vendors" values={known("chargePointVendor")} />
				<Choices id="models" values={known("chargePointModel")} />
				<Switch
					label={t("image.signed")}
					description={t("image.signedWords")}
					{...form.getInputProps("isSigned", { type: "checkbox" })}
				/>
				<Collapse expanded={form.values.isSigned}>
					<Stack gap="md">
						<Textarea
							label={t("image.signature")}
							description={t("image.signatureWords")}
							required
							maxLength={1000}
							rows={3}
							spellCheck={false}
							{...form.getInputProps("signature")}
							error={fault("signature")}
						/>
						<Textarea
							label={t("image.signingCertificate")}
							description={t("image.signingCertificateWords")}
							required
							maxLength={5500}
							rows={5}
							spellCheck={false}
							{...form.getInputProps("signingCertificate")}
							error={fault("signingCertificate")}
						/>
					</Stack>
				</Collapse>
				{upload.isPending && (
					<Stack gap={4}>
						<Progress value={part * 100} animated aria-label={t("image.sent")} />
						<Text size="xs" c="dimmed">
							{part < 1
								? t("image.percent", { percent: formats.count(Math.floor(part * 100)) })
								: t("image.checking")}
						</Text>
					</Stack>
				)}
				<FormEnd sending={upload} label={t("image.upload")} />
			</Stack>
		</form>
	);
}

function Choices({ id, values }: { id: string; values: string[] }) {
	return (
		<datalist id={id}>
			{values.map((value) => (
				<option key={value} value={value} />
			))}
		</datalist>
	);
}

function formOf(file: File, fields: Record<string, string>, isSigned: boolean): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) {
		const isOfSignature = name === "signature" || name === "signingCertificate";
		if (value.trim() !== "" && (isSigned || !isOfSignature)) form.set(name, value.trim());
	}
	// The file comes last: what is wrong with the fields is known before.
	form.set("file", file);
	return form;
}
