import { Anchor, Badge, Group, Progress, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FirmwareUpdate } from "../../../api/schemas/firmware";
import type { TransferState } from "../../../api/schemas/transfers";
import type { Upload } from "../../../api/schemas/uploads";
import { useDeleteUpload, useFirmwareUpdates, useUploads } from "../../api/transfers";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { useMay } from "../../parts/may";
import { MomentBy } from "../../parts/moment-by";
import { ProblemAlert } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";

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

/** Firmware updates, diagnostics and logs of a charge point. */
export function Transfers({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const updates = useFirmwareUpdates(identity);
	const uploads = useUploads(identity);
	const error = updates.error ?? uploads.error;
	if (error) return <ProblemAlert error={error} />;
	if (!updates.data || !uploads.data) return <Skeleton height={200} />;
	const transfers = [...updates.data, ...uploads.data].sort((a, b) => b.id - a.id);
	return (
		<Stack gap="xs" component="section" aria-labelledby="transfers">
			<Title order={2} size="h4" id="transfers">
				{t("transfers.title")}
			</Title>
			<TransferTable label={t("transfers.title")} none={t("transfers.none")} transfers={transfers} />
		</Stack>
	);
}

interface TransferTableProps {
	label: string;
	none: string;
	transfers: (FirmwareUpdate | Upload)[];
	/** Not on the page of one charge point. */
	withChargePoint?: boolean;
}

/** Firmware updates and uploads with how they are getting on. */
export function TransferTable({ label, none, transfers, withChargePoint = false }: TransferTableProps) {
	const { t } = useTranslation();
	const remove = useDeleteUpload();
	const mayDelete = useMay("operator");
	const columns: Column<FirmwareUpdate | Upload>[] = [
		{
			name: t("transfers.createdAt"),
			sort: ({ createdAt }) => createdAt,
			cell: ({ createdAt, account }) => <MomentBy moment={createdAt} account={account} />,
		},
		{ name: t("transfers.what"), wrap: true, cell: (transfer) => <What transfer={transfer} /> },
		{
			name: t("transfers.stateName"),
			wrap: true,
			sort: ({ state }) => state,
			cell: (transfer) => <State transfer={transfer} />,
		},
		{ name: t("transfers.file"), wrap: true, cell: (transfer) => <Received transfer={transfer} /> },
	];
	if (withChargePoint) {
		columns.unshift({
			name: t("assign.chargePoint"),
			sort: ({ identity }) => identity,
			cell: ({ identity }) => <ChargePointLink identity={identity} tab="files" />,
		});
	}
	if (mayDelete && transfers.some((transfer) => "file" in transfer && transfer.file)) {
		columns.push({
			name: t("page.actions"),
			cell: (transfer) =>
				"file" in transfer &&
				transfer.file && (
					<ConfirmedButton
						label={t("page.delete")}
						ariaLabel={t("transfers.deleteFileOf", { name: transfer.file.name })}
						title={t("transfers.deleteFileOf", { name: transfer.file.name })}
						words={t("transfers.deleteFileWords")}
						action={t("page.delete")}
						onConfirm={() => remove.mutateAsync(transfer)}
					/>
				),
		});
	}
	return <Records label={label} none={none} columns={columns} records={transfers} keyOf={({ id }) => id} />;
}

interface TransferProps {
	transfer: FirmwareUpdate | Upload;
}

function What({ transfer }: TransferProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	if ("kind" in transfer) {
		const { kind, from, to } = transfer;
		const moment = (at: string | null) => (at === null ? "…" : formats.dateTime(at));
		return (
			<Stack gap={0}>
				{t(`transfers.kind.${kind}`)}
				{(from !== null || to !== null) && (
					<Text size="xs" c="dimmed">
						{t("transfers.span", { from: moment(from), to: moment(to) })}
					</Text>
				)}
			</Stack>
		);
	}
	const { firmware, firmwareVersionBefore, firmwareVersionAfter } = transfer;
	return (
		<Stack gap={0}>
			{firmware
				? t("transfers.firmwareNamed", { name: firmware.name, version: firmware.version })
				: t("transfers.firmware")}
			{firmwareVersionBefore !== null && (
				<Text size="xs" c="dimmed">
					{t("campaign.fromTo", { before: firmwareVersionBefore, after: firmwareVersionAfter ?? "…" })}
				</Text>
			)}
		</Stack>
	);
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
			<Stack gap={0}>
				<Anchor href={address} download={file.name} size="sm">
					{file.name}
				</Anchor>
				<Text size="xs" c="dimmed">
					{formats.bytes(file.size)}
				</Text>
			</Stack>
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
