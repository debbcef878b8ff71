import { Anchor, Badge, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FirmwareUpdate } from "../../../api/schemas/firmware";
import type { TransferState } from "../../../api/schemas/transfers";
import type { Upload } from "../../../api/schemas/uploads";
import { useFirmwareUpdates, useUploads } from "../../api/transfers";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

const COLORS: Record<TransferState, string> = {
	Requested: "gray",
	Accepted: "blue",
	Running: "blue",
	Succeeded: "teal",
	Failed: "red",
	Refused: "red",
	Replaced: "gray",
	NothingToUpload: "gray",
	TimedOut: "orange",
};

/** Firmware updates, diagnostics and logs of a charge point; nothing when there never were any. */
export function Transfers({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const updates = useFirmwareUpdates(identity);
	const uploads = useUploads(identity);
	const error = updates.error ?? uploads.error;
	if (error) return <ProblemAlert error={error} />;
	const transfers = [...(updates.data ?? []), ...(uploads.data ?? [])].sort((a, b) => b.id - a.id);
	if (transfers.length === 0) return null;
	return (
		<Stack gap="xs" component="section" aria-labelledby="transfers">
			<Title order={2} size="h4" id="transfers">
				{t("transfers.title")}
			</Title>
			<Records
				label={t("transfers.title")}
				none=""
				columns={[
					{ name: t("transfers.createdAt"), cell: ({ createdAt }) => formats.dateTime(createdAt) },
					{ name: t("transfers.what"), wrap: true, cell: (transfer) => <What transfer={transfer} /> },
					{ name: t("transfers.stateName"), wrap: true, cell: (transfer) => <State transfer={transfer} /> },
					{ name: t("transfers.file"), wrap: true, cell: (transfer) => <Received transfer={transfer} /> },
				]}
				records={transfers}
				keyOf={({ id }) => id}
			/>
		</Stack>
	);
}

interface TransferProps {
	transfer: FirmwareUpdate | Upload;
}

function What({ transfer }: TransferProps) {
	const { t } = useTranslation();
	if ("kind" in transfer) return t(`transfers.kind.${transfer.kind}`);
	const { firmware } = transfer;
	if (!firmware) return t("transfers.firmware");
	return t("transfers.firmwareNamed", { name: firmware.name, version: firmware.version });
}

/** The state in words, with what the charge point itself has said last. */
function State({ transfer }: TransferProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { state, status, answer, noNewsSince } = transfer;
	const told = state === "Refused" ? answer : status;
	return (
		<Stack gap={2}>
			<Group gap="xs">
				<Badge variant="light" color={COLORS[state]} tt="none">
					{t(`transfers.state.${state}`)}
				</Badge>
				{told !== null && (
					<Text size="xs" c="dimmed" lang="en">
						{told}
					</Text>
				)}
			</Group>
			{noNewsSince !== null && (
				<Text size="xs" c="dimmed">
					{t("transfers.noNewsSince", { moment: formats.dateTime(noNewsSince) })}
				</Text>
			)}
		</Stack>
	);
}

/** How much of an image the charge point has, or the file that it has sent. */
function Received({ transfer }: TransferProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	if ("kind" in transfer) {
		const { identity, id, file } = transfer;
		if (!file) return "–";
		const address = `/api/v1/charge-points/${encodeURIComponent(identity)}/uploads/${id}/file`;
		return (
			<Anchor href={address} download={file.name} size="sm">
				{file.name}
			</Anchor>
		);
	}
	const { firmware, bytesServed } = transfer;
	if (!firmware || bytesServed === 0) return "–";
	const percent = Math.floor((100 * bytesServed) / firmware.size);
	return (
		<Stack gap={2}>
			<Progress value={percent} aria-label={t("transfers.fetched")} />
			<Text size="xs" c="dimmed">
				{t("transfers.bytes", { done: formats.count(bytesServed), all: formats.count(firmware.size) })}
			</Text>
		</Stack>
	);
}
