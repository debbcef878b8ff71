import { Button, Card, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../../api/schemas/accounts";
import { useChangeSettings, useSettings } from "../../api/settings";
import { useMay } from "../../parts/may";
import { useShowProblem } from "../../parts/problem";

/** Where links in messages lead; for administrators. */
export function BaseAddress() {
	const settings = useSettings();
	const isAdministrator = useMay("administrator");
	if (!isAdministrator || !settings.data) return null;
	return <Form key={settings.data.baseAddress} settings={settings.data} />;
}

function Form({ settings }: { settings: Settings }) {
	const { t } = useTranslation();
	const change = useChangeSettings();
	const showProblem = useShowProblem();
	const form = useForm({
		initialValues: { baseAddress: settings.baseAddress ?? "" },
		validate: {
			baseAddress: (address) =>
				address.trim() === "" || /^https?:\/\/[^/?#\s@]+(\/[^?#\s]*)?$/.test(address.trim())
					? null
					: "invalid",
		},
	});
	return (
		<Card withBorder maw={640}>
			<form
				noValidate
				onSubmit={form.onSubmit(({ baseAddress }) =>
					change.mutate({ baseAddress: baseAddress.trim() || null }, { onError: showProblem }),
				)}
			>
				<Group align="flex-end" gap="sm">
					<TextInput
						flex="1 1 16rem"
						type="url"
						label={t("alarms.baseAddress")}
						description={t("alarms.baseAddressWords", { example: window.location.origin })}
						placeholder={window.location.origin}
						maxLength={200}
						{...form.getInputProps("baseAddress")}
						error={form.errors.baseAddress && t("alarms.baseAddressInvalid")}
					/>
					<Button type="submit" variant="default" disabled={!form.isDirty()} loading={change.isPending}>
						{t("page.save")}
					</Button>
				</Group>
			</form>
		</Card>
	);
}
