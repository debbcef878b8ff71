import { Badge, Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Firmware } from "../../../api/schemas/firmware";
import { useDeleteFirmware } from "../../api/firmware";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { useMay } from "../../parts/may";
import { MomentBy } from "../../parts/moment-by";
import { type Column, Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

interface ImagesProps {
	images: Firmware[];
	/** Begins a campaign with an image. */
	onStart: (image: Firmware) => void;
}

/** The firmware images. */
export function Images({ images, onStart }: ImagesProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const remove = useDeleteFirmware();
	const mayChange = useMay("operator");
	const columns: Column<Firmware>[] = [
		{
			name: t("image.name"),
			wrap: true,
			sort: ({ name }) => name,
			cell: ({ name, version, signed }) => (
				<Group gap="xs">
					<Text size="sm" fw={600}>
						{t("image.named", { name, version })}
					</Text>
					{signed && (
						<Badge variant="light" color="teal" tt="none">
							{t("image.signedBadge")}
						</Badge>
					)}
				</Group>
			),
		},
		{
			name: t("image.for"),
			wrap: true,
			cell: ({ chargePointVendor, chargePointModel }) =>
				[chargePointVendor, chargePointModel].filter(Boolean).join(" ") || t("image.forAny"),
		},
		{
			name: t("image.size"),
			sort: ({ size }) => size,
			cell: ({ size, sha256 }) => <span title={sha256}>{formats.bytes(size)}</span>,
		},
		{
			name: t("image.createdAt"),
			sort: ({ createdAt }) => createdAt,
			cell: ({ createdAt, account }) => <MomentBy moment={createdAt} account={account} />,
		},
		{
			name: t("page.actions"),
			cell: (image) => (
				<Group gap="xs">
					{mayChange && (
						<Button size="xs" variant="default" onClick={() => onStart(image)}>
							{t("campaign.start")}
						</Button>
					)}
					<Button
						component="a"
						size="xs"
						variant="default"
						href={`/api/v1/firmware/${image.id}/file`}
						download={image.fileName}
					>
						{t("image.download")}
					</Button>
					{mayChange && (
						<ConfirmedButton
							label={t("page.delete")}
							ariaLabel={t("image.delete", { name: image.name, version: image.version })}
							title={t("image.delete", { name: image.name, version: image.version })}
							words={t("image.deleteWords")}
							action={t("page.delete")}
							onConfirm={() => remove.mutateAsync(image.id)}
						/>
					)}
				</Group>
			),
		},
	];
	return (
		<Records
			label={t("firmware.images")}
			none={t("firmware.noImages")}
			columns={columns}
			records={images}
			keyOf={({ id }) => id}
		/>
	);
}
