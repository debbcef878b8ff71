import {
	Badge,
	Button,
	Card,
	Group,
	NumberInput,
	SegmentedControl,
	Stack,
	TagsInput,
	Text,
	TextInput,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConfigurationKey } from "../../../api/schemas/charge-point-records";
import { useMay } from "../../parts/may";
import { CommandAnswer, statusOf } from "../commands/command-answer";
import { type CommandResult, give } from "../commands/give-command";
import { itemsOf, keyFault } from "../commands/key-checks";
import { type KnownKey, knownKey, knownName } from "../commands/known-keys";

interface KeyRowProps {
	identity: string;
	connected: boolean;
	entry: ConfigurationKey;
	/** The whole configuration. */
	all: readonly ConfigurationKey[];
	/** Asks for the change in a form of its own, with a warning. */
	onAsk: () => void;
}

/** One configuration key: what it means, its value, and changing it. */
export function KeyRow({ identity, connected, entry, all, onAsk }: KeyRowProps) {
	const { t } = useTranslation();
	const may = useMay("operator");
	const [draft, setDraft] = useState<string | null>(null);
	const [error, setError] = useState("");
	const [sending, setSending] = useState(false);
	const [sent, setSent] = useState<{ value: string; result: CommandResult } | null>(null);
	const name = knownName(entry.key);
	const known = knownKey(entry.key);
	const changes = entry.readonly !== true && !(entry.readonly === null && known?.readonly);
	const asks = known?.secret === true || name === "SecurityProfile";

	const save = async () => {
		const value = draft ?? "";
		const most = known?.maxKey && all.find(({ key }) => knownName(key) === known.maxKey)?.value;
		const fault = keyFault(entry.key, value, most ? Number(most) : undefined);
		setError(fault ? t(`fault.${fault.key}`, fault.values ?? {}) : "");
		if (fault) return;
		setSending(true);
		const result = await give(identity, "ChangeConfiguration", { key: entry.key, value });
		setSent({ value, result });
		setSending(false);
		if ("response" in result && ["Accepted", "RebootRequired"].includes(statusOf(result.response)))
			setDraft(null);
	};
	return (
		<Card withBorder padding="sm" role="group" aria-label={entry.key}>
			<Stack gap="xs">
				<Group justify="space-between" align="flex-start" gap="xs">
					<Stack gap={2} flex="1 1 18rem" miw={0}>
						<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
							{entry.key}
						</Text>
						{name && (
							<Text size="xs" c="dimmed">
								{t(`configurationKey.${name}`)}
							</Text>
						)}
					</Stack>
					{draft === null && (
						<Group gap="xs" justify="flex-end" flex="1 1 14rem" miw={0}>
							<Value entry={entry} known={known} />
							{!changes && (
								<Badge variant="light" color="gray" tt="none">
									{t("configuration.readonly")}
								</Badge>
							)}
							{changes && may && (
								<Button
									size="compact-sm"
									variant="light"
									disabled={!connected}
									aria-label={t("configuration.changeOf", { key: entry.key })}
									onClick={() => (asks ? onAsk() : setDraft(entry.value ?? ""))}
								>
									{t("configuration.change")}
								</Button>
							)}
						</Group>
					)}
				</Group>
				{draft !== null && (
					<form
						noValidate
						onSubmit={(event) => {
							event.preventDefault();
							void save();
						}}
					>
						<Group align="flex-start" gap="xs">
							<ValueField entry={entry} known={known} value={draft} error={error} onChange={setDraft} />
							<Button type="submit" loading={sending}>
								{t("configuration.send")}
							</Button>
							<Button
								variant="default"
								onClick={() => {
									setDraft(null);
									setError("");
								}}
							>
								{t("page.cancel")}
							</Button>
						</Group>
					</form>
				)}
				{sent && (
					<CommandAnswer
						action="ChangeConfiguration"
						identity={identity}
						payload={{ key: entry.key, value: sent.value }}
						result={sent.result}
					/>
				)}
			</Stack>
		</Card>
	);
}

function Value({ entry: { value }, known }: { entry: ConfigurationKey; known: KnownKey | undefined }) {
	const { t } = useTranslation();
	if (known?.secret) {
		return (
			<Text size="sm" c="dimmed">
				{t("configuration.secret")}
			</Text>
		);
	}
	if (value === null || value === "") {
		return (
			<Text size="sm" c="dimmed">
				{t("configuration.empty")}
			</Text>
		);
	}
	const unit = known?.unit ? ` ${t(`configurationUnit.${known.unit}`)}` : "";
	return (
		<Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }} ta="end">
			{known?.kind === "list" ? itemsOf(value).join(", ") : value + unit}
		</Text>
	);
}

interface ValueFieldProps {
	entry: ConfigurationKey;
	known: KnownKey | undefined;
	value: string;
	error: string;
	onChange: (value: string) => void;
}

function ValueField({ entry, known, value, error, onChange }: ValueFieldProps) {
	const { t } = useTranslation();
	const common = {
		"aria-label": t("configuration.valueOf", { key: entry.key }),
		error,
		flex: "1 1 14rem",
		autoFocus: true,
	};
	switch (known?.kind) {
		case "boolean":
			return (
				<SegmentedControl
					aria-label={common["aria-label"]}
					data={["true", "false"].map((choice) => ({ value: choice, label: choice }))}
					value={value.toLowerCase()}
					onChange={onChange}
				/>
			);
		case "integer":
			return (
				<NumberInput
					{...common}
					value={value}
					allowDecimal={false}
					clampBehavior="none"
					suffix={known.unit && ` ${t(`configurationUnit.${known.unit}`)}`}
					onChange={(number) => onChange(String(number))}
				/>
			);
		case "list":
			return (
				<TagsInput
					{...common}
					value={itemsOf(value)}
					data={known.choices ? [...known.choices] : []}
					splitChars={[",", " "]}
					maxDropdownHeight={260}
					onChange={(items) => onChange(items.join(","))}
				/>
			);
		default:
			return (
				<TextInput
					{...common}
					autoComplete="off"
					value={value}
					onChange={(event) => onChange(event.currentTarget.value)}
				/>
			);
	}
}
