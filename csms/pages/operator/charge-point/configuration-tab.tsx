import {
	Alert,
	Button,
	EmptyState,
	Group,
	Skeleton,
	Stack,
	Switch,
	Text,
	TextInput,
	Title,
} from "@mantine/core";
import { mdiMagnify, mdiRefresh } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConfigurationKey } from "../../../api/schemas/charge-point-records";
import { useConfiguration } from "../../api/charge-point-records";
import { May, MayNotWords } from "../../parts/may";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { CommandAnswer } from "../commands/command-answer";
import { CommandModal } from "../commands/command-buttons";
import type { CommandResult } from "../commands/give-command";
import { KEY_GROUPS, knownKey, knownName } from "../commands/known-keys";
import { readConfiguration } from "../commands/read-configuration";
import { useChargePoint } from "./charge-point-page";
import { KeyRow } from "./configuration-key-row";

/** A key that charge points need not tell, but that can be changed. */
const SECRET_KEY: ConfigurationKey = { key: "AuthorizationKey", readonly: false, value: null, readAt: "" };

/** The configuration of the charge point: what it told last, reading it anew, and changing it. */
export function ConfigurationTab() {
	const { t } = useTranslation();
	const formats = useFormats();
	const { identity, connected } = useChargePoint();
	const configuration = useConfiguration(identity);
	const [text, setText] = useState("");
	const [onlyChangeable, setOnlyChangeable] = useState(false);
	const [reading, setReading] = useState(false);
	const [failed, setFailed] = useState<CommandResult | null>(null);
	/** A key whose change is asked about in a form of its own. */
	const [asked, setAsked] = useState<string | null>(null);
	if (configuration.error) return <ProblemAlert error={configuration.error} />;
	if (!configuration.data) return <Skeleton height={400} />;
	const keys = configuration.data;

	const read = async () => {
		setReading(true);
		setFailed(null);
		const result = await readConfiguration(identity, keys);
		if ("error" in result) setFailed(result);
		setReading(false);
	};
	const oldest = keys.map(({ readAt }) => readAt).sort()[0];
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	const isFound = ({ key, value, readonly }: ConfigurationKey) => {
		const name = knownName(key);
		const content = `${key} ${value ?? ""} ${name ? t(`configurationKey.${name}`) : ""}`.toLowerCase();
		const changes = readonly !== true && !knownKey(key)?.readonly;
		return (!onlyChangeable || changes) && words.every((word) => content.includes(word));
	};
	const hasSecret = keys.some(({ key }) => knownName(key) === "AuthorizationKey");
	const all = (keys.length === 0 || hasSecret ? keys : [...keys, SECRET_KEY]).filter(isFound);
	const groups = [...KEY_GROUPS, "vendor" as const]
		.map((group) => ({
			group,
			members: all.filter(({ key }) => (knownKey(key)?.group ?? "vendor") === group),
		}))
		.filter(({ members }) => members.length > 0);
	const readButton = (
		<May role="operator">
			<Button
				variant="default"
				loading={reading}
				disabled={!connected}
				leftSection={<Icon path={mdiRefresh} size={18} />}
				onClick={() => void read()}
			>
				{t("configuration.read")}
			</Button>
		</May>
	);
	return (
		<Stack gap="md">
			{keys.length > 0 && (
				<>
					<Group justify="space-between">
						<Text size="sm" c="dimmed">
							{t("configuration.readAt", { time: formats.dateTime(oldest) })}
						</Text>
						{readButton}
					</Group>
					<Group align="center">
						<TextInput
							flex="1 1 16rem"
							maw={480}
							aria-label={t("configuration.filter")}
							placeholder={t("configuration.filter")}
							leftSection={<Icon path={mdiMagnify} size={18} />}
							value={text}
							onChange={(event) => setText(event.currentTarget.value)}
						/>
						<Switch
							label={t("configuration.onlyChangeable")}
							checked={onlyChangeable}
							onChange={(event) => setOnlyChangeable(event.currentTarget.checked)}
						/>
					</Group>
					<MayNotWords role="operator" />
				</>
			)}
			{!connected && (
				<Alert color="gray" title={t("configuration.notConnected")}>
					<Text size="sm">{t("configuration.notConnectedWords")}</Text>
				</Alert>
			)}
			{failed && <CommandAnswer action="GetConfiguration" identity={identity} payload={{}} result={failed} />}
			{keys.length === 0 && (
				<EmptyState py="xl" title={t("configuration.none")} description={t("configuration.noneWords")}>
					{readButton}
				</EmptyState>
			)}
			{keys.length > 0 && groups.length === 0 && <Text c="dimmed">{t("configuration.noneFound")}</Text>}
			{groups.map(({ group, members }) => (
				<Stack key={group} gap="xs" component="section" aria-labelledby={`keys-${group}`}>
					<Title order={2} size="h5" id={`keys-${group}`}>
						{t(`configurationGroup.${group}`)}
					</Title>
					{members.map((one) => (
						<KeyRow
							key={one.key.toLowerCase()}
							identity={identity}
							connected={connected}
							entry={one}
							all={keys}
							onAsk={() => setAsked(one.key)}
						/>
					))}
				</Stack>
			))}
			<CommandModal
				action={asked === null ? null : "ChangeConfiguration"}
				target={{ identity, payload: { key: asked, value: "" } }}
				onClose={() => setAsked(null)}
			/>
		</Stack>
	);
}
