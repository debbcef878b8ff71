import { Alert, Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewUpload } from "../../../api/schemas/uploads";
import { useChargePoints } from "../../api/charge-points";
import { useRequestUpload } from "../../api/transfers";
import { AskedProblem } from "../../parts/asked-problem";
import { momentOfLocal } from "../../parts/local-time";
import { MomentField } from "../../parts/moment-field";
import { ChargePointChoice } from "../firmware/charge-point-choice";

const KINDS = ["Diagnostics", "DiagnosticsLog", "SecurityLog"] as const satisfies NewUpload["kind"][];

/** What became of asking one charge point. */
interface Asked {
	identity: string;
	/** Its answer is in the list of uploads; an error when there is none. */
	error: unknown;
}

/** Asks one or several charge points for diagnostics or a log. `identity`: on the page of one. */
export function UploadForm({ identity }: { identity?: string }) {
	const { t } = useTranslation();
	const chargePoints = useChargePoints();
	const request = useRequestUpload();
	const [asked, setAsked] = useState<Asked[] | null>(null);
	const [asking, setAsking] = useState(false);
	const form = useForm({
		initialValues: {
			identities: identity === undefined ? [] : [identity],
			kind: "Diagnostics" as NewUpload["kind"],
			from: "",
			to: "",
		},
		validate: {
			identities: (value) => (value.length === 0 ? "missing" : null),
			to: (to, { from }) => (from !== "" && to !== "" && to < from ? "early" : null),
		},
	});
	const submit = form.onSubmit(async ({ identities, kind, from, to }) => {
		const wish: NewUpload = {
			kind,
			...(from === "" ? {} : { from: momentOfLocal(from) }),
			...(to === "" ? {} : { to: momentOfLocal(to) }),
		};
		setAsking(true);
		const ask = (one: string) =>
			request.mutateAsync({ identity: one, wish }).then(
				() => ({ identity: one, error: null }),
				(error: unknown) => ({ identity: one, error }),
			);
		setAsked(await Promise.all(identities.map(ask)));
		setAsking(false);
	});
	const connected = (chargePoints.data ?? []).filter((one) => one.connected);
	const good = asked?.filter(({ error }) => error === null).length ?? 0;
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				{identity === undefined && (
					<ChargePointChoice
						chargePoints={connected}
						value={form.values.identities}
						error={form.errors.identities ? t("field.missing") : undefined}
						onChange={(identities) => form.setFieldValue("identities", identities)}
					/>
				)}
				<Radio.Group label={t("upload.kind")} {...form.getInputProps("kind")}>
					<Stack gap="xs" mt="xs">
						{KINDS.map((kind) => (
							<Radio
								key={kind}
								value={kind}
								label={t(`transfers.kind.${kind}`)}
								description={t(`uploadWords.${kind}`)}
							/>
						))}
					</Stack>
				</Radio.Group>
				<Group grow align="flex-start" preventGrowOverflow={false}>
					<MomentField label={t("upload.from")} clearable {...form.getInputProps("from")} />
					<MomentField
						label={t("upload.to")}
						clearable
						{...form.getInputProps("to")}
						error={form.errors.to && t("upload.early")}
					/>
				</Group>
				<Text size="xs" c="dimmed">
					{t("upload.spanWords")}
				</Text>
				{good > 0 && (
					<Alert color="teal" role="status">
						{t("upload.asked", { count: good })}
					</Alert>
				)}
				{asked
					?.filter(({ error }) => error !== null)
					.map((one) => (
						<Stack key={one.identity} gap={4}>
							<Text size="sm" fw={600}>
								{one.identity}
							</Text>
							<AskedProblem error={one.error} />
						</Stack>
					))}
				<Group justify="flex-end">
					<Button type="submit" loading={asking}>
						{t("upload.ask")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
