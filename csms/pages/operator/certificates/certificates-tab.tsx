import { Alert, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { mdiRefresh } from "@mdi/js";
import { useTranslation } from "react-i18next";
import type { ChargePointCertificate } from "../../../api/schemas/certificates";
import { useCertificates, useRenewCertificate, useRevokeCertificate } from "../../api/certificates";
import { AskedProblem } from "../../parts/asked-problem";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { May, MayNotWords, useMay } from "../../parts/may";
import { ProblemAlert } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { useChargePoint } from "../charge-point/charge-point-page";
import { CertificateState } from "./certificate-state";
import { Expiry } from "./expiry";
import { InstalledRoots } from "./installed-roots";

/** A charge point's own certificates, what it asked for, and the roots that it keeps. */
export function CertificatesTab() {
	const { t } = useTranslation();
	const formats = useFormats();
	const { identity, connected } = useChargePoint();
	const certificates = useCertificates(identity);
	const renew = useRenewCertificate(identity);
	if (certificates.error) return <ProblemAlert error={certificates.error} />;
	if (!certificates.data) return <Skeleton height={300} />;
	const status = String(renew.data?.response.status ?? "");
	return (
		<Stack gap="lg">
			<Stack gap="xs" component="section" aria-labelledby="own">
				<Title order={2} size="h4" id="own">
					{t("certificates.own")}
				</Title>
				<MayNotWords role="operator" />
				<May role="operator">
					<Group gap="xs">
						<Button
							size="xs"
							disabled={!connected}
							loading={renew.isPending}
							leftSection={<Icon path={mdiRefresh} size={18} />}
							onClick={() => renew.mutate()}
						>
							{t("certificates.renew")}
						</Button>
						{!connected && (
							<Text size="sm" c="dimmed">
								{t("assignments.needsConnection")}
							</Text>
						)}
					</Group>
				</May>
				{renew.data && (
					<Alert
						role="alert"
						color={status === "Accepted" ? "teal" : "orange"}
						title={t("commandResult.answer", { status })}
					>
						{t(status === "Accepted" ? "certificates.renewing" : "certificates.notRenewing")}
					</Alert>
				)}
				{renew.error && <AskedProblem error={renew.error} />}
				<Own certificates={certificates.data.certificates} />
			</Stack>
			{certificates.data.requests.length > 0 && (
				<Stack gap="xs" component="section" aria-labelledby="requests">
					<Title order={2} size="h4" id="requests">
						{t("certificates.requests")}
					</Title>
					<Records
						label={t("certificates.requests")}
						none=""
						columns={[
							{
								name: t("certificate.receivedAt"),
								sort: ({ receivedAt }) => receivedAt,
								cell: ({ receivedAt }) => formats.dateTime(receivedAt),
							},
							{
								name: t("certificate.stateName"),
								wrap: true,
								cell: ({ status: state, reason }) => (
									<Stack gap={0}>
										{t(`certificateRequest.${state}`)}
										{reason !== null && (
											<Text size="xs" c="dimmed" lang="en">
												{reason}
											</Text>
										)}
									</Stack>
								),
							},
						]}
						records={certificates.data.requests}
						keyOf={({ id }) => id}
					/>
				</Stack>
			)}
			<InstalledRoots identity={identity} connected={connected} installed={certificates.data.installed} />
		</Stack>
	);
}

function Own({ certificates }: { certificates: ChargePointCertificate[] }) {
	const { t } = useTranslation();
	const { identity } = useChargePoint();
	const revoke = useRevokeCertificate(identity);
	const mayRevoke = useMay("administrator");
	const columns: Column<ChargePointCertificate>[] = [
		{
			name: t("certificate.subject"),
			wrap: true,
			cell: ({ subject, issuer }) => (
				<Stack gap={0}>
					{subject}
					<Text size="xs" c="dimmed">
						{t("certificate.issuedBy", { issuer })}
					</Text>
				</Stack>
			),
		},
		{
			name: t("certificate.notAfter"),
			wrap: true,
			sort: ({ notAfter }) => notAfter,
			cell: ({ notAfter }) => <Expiry notAfter={notAfter} />,
		},
		{
			name: t("certificate.stateName"),
			wrap: true,
			cell: (certificate) => <CertificateState certificate={certificate} />,
		},
		{ name: t("certificate.serial"), wrap: true, cell: ({ serialNumber }) => serialNumber },
	];
	if (mayRevoke && certificates.some(({ revokedAt }) => revokedAt === null)) {
		columns.push({
			name: t("page.actions"),
			cell: ({ fingerprint, serialNumber, revokedAt }) =>
				revokedAt === null && (
					<ConfirmedButton
						label={t("certificate.revoke")}
						ariaLabel={t("certificate.revokeOf", { serial: serialNumber })}
						title={t("certificate.revokeOf", { serial: serialNumber })}
						words={t("certificate.revokeWords", { identity })}
						action={t("certificate.revoke")}
						onConfirm={() => revoke.mutateAsync(fingerprint)}
					/>
				),
		});
	}
	return (
		<Records
			label={t("certificates.own")}
			none={t("certificates.noneOwn")}
			columns={columns}
			records={certificates}
			keyOf={({ fingerprint }) => fingerprint}
		/>
	);
}
