import { Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNewestCertificates, useRoots } from "../../api/certificates";
import { useChargePoints } from "../../api/charge-points";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { ChargePointLink } from "../charge-point/charge-point-link";
import { CertificateState } from "./certificate-state";
import { Expiry } from "./expiry";

/** The roots that sign here, and the newest certificate of each charge point. */
export function CertificatesPage() {
	const { t } = useTranslation();
	const roots = useRoots();
	const newest = useNewestCertificates();
	const chargePoints = useChargePoints();
	const profileOf = new Map(chargePoints.data?.map((one) => [one.identity, one.securityProfile]));
	const error = roots.error ?? newest.error;
	return (
		<Stack gap="lg">
			<PageTitle title={t("certificates.title")} />
			{error && <ProblemAlert error={error} />}
			<Stack gap="xs" component="section" aria-labelledby="issued">
				<Title order={2} size="h4" id="issued">
					{t("certificates.ofChargePoints")}
				</Title>
				<Text size="sm" c="dimmed" maw={720}>
					{t("certificates.ofChargePointsWords")}
				</Text>
				{newest.isPending && <Skeleton height={120} />}
				{newest.data && (
					<Records
						label={t("certificates.ofChargePoints")}
						none={t("certificates.none")}
						columns={[
							{
								name: t("assign.chargePoint"),
								sort: ({ identity }) => identity,
								cell: ({ identity }) => <ChargePointLink identity={identity} tab="certificates" />,
							},
							{
								name: t("chargePoint.securityProfile"),
								sort: ({ identity }) => profileOf.get(identity),
								cell: ({ identity }) => profileOf.get(identity) ?? "–",
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
							{
								name: t("certificate.keyType"),
								sort: ({ keyType }) => keyType,
								cell: ({ keyType }) => keyType,
							},
						]}
						records={newest.data}
						keyOf={({ identity }) => identity}
						sorted={{ column: t("certificate.notAfter") }}
					/>
				)}
			</Stack>
			<Stack gap="xs" component="section" aria-labelledby="roots">
				<Title order={2} size="h4" id="roots">
					{t("certificates.roots")}
				</Title>
				<Text size="sm" c="dimmed" maw={720}>
					{t("certificates.rootsWords")}
				</Text>
				{roots.isPending && <Skeleton height={120} />}
				{roots.data && (
					<Records
						label={t("certificates.roots")}
						none=""
						columns={[
							{ name: t("certificate.keyType"), cell: ({ keyType }) => keyType },
							{ name: t("certificate.subject"), wrap: true, cell: ({ subject }) => subject },
							{
								name: t("certificate.notAfter"),
								wrap: true,
								cell: ({ notAfter }) => <Expiry notAfter={notAfter} />,
							},
							{
								name: t("certificate.file"),
								cell: ({ keyType }) => (
									<Button
										component="a"
										size="xs"
										variant="default"
										href={`/api/v1/certificates/${keyType}`}
										download
										aria-label={t("certificate.downloadOf", { keyType })}
									>
										{t("image.download")}
									</Button>
								),
							},
						]}
						records={roots.data}
						keyOf={({ keyType }) => keyType}
					/>
				)}
			</Stack>
		</Stack>
	);
}
