import { Code, List, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type {
	GetCompositeScheduleResponse,
	GetConfigurationResponse,
	GetInstalledCertificateIdsResponse,
} from "../../../../modules/ocpp/types";
import { useFormats } from "../../shared/use-formats";
import type { Action } from "./commands";

type Response = Record<string, unknown>;

/** What an answer brings besides its status, so that it can be read. */
export function AnswerData({ action, response }: { action: Action; response: Response }) {
	const { t } = useTranslation();
	switch (action) {
		case "GetConfiguration":
			return <Keys {...(response as unknown as GetConfigurationResponse)} />;
		case "GetCompositeSchedule":
			return <Schedule {...(response as unknown as GetCompositeScheduleResponse)} />;
		case "GetInstalledCertificateIds":
			return <Certificates {...(response as unknown as GetInstalledCertificateIdsResponse)} />;
		case "GetLocalListVersion": {
			const version = Number(response.listVersion);
			const words = version > 0 ? "version" : version === 0 ? "empty" : "notSupported";
			return <Text size="sm">{t(`answerData.localList.${words}`, { version })}</Text>;
		}
		case "GetDiagnostics":
			return <FileName name={response.fileName} />;
		case "GetLog":
			return <FileName name={response.filename} />;
		case "DataTransfer":
			return response.data === undefined ? null : <Code block>{pretty(String(response.data))}</Code>;
	}
	return null;
}

/** JSON on several lines; other text as it is. */
export function pretty(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

function FileName({ name }: { name: unknown }) {
	const { t } = useTranslation();
	if (typeof name !== "string") return <Text size="sm">{t("answerData.noFile")}</Text>;
	return <Text size="sm">{t("answerData.file", { name })}</Text>;
}

function Keys({ configurationKey = [], unknownKey = [] }: GetConfigurationResponse) {
	const { t } = useTranslation();
	return (
		<Stack gap="xs">
			<Text size="sm">{t("answerData.keys", { count: configurationKey.length })}</Text>
			<Table.ScrollContainer minWidth={260} maxHeight={320}>
				<Table aria-label={t("command.GetConfiguration.title")}>
					<Table.Tbody>
						{configurationKey.map(({ key, value, readonly }) => (
							<Table.Tr key={key}>
								<Table.Th fw={500} style={{ overflowWrap: "anywhere" }}>
									{key}
								</Table.Th>
								<Table.Td style={{ overflowWrap: "anywhere" }}>{value ?? "–"}</Table.Td>
								<Table.Td c="dimmed">{readonly ? t("configuration.readonly") : ""}</Table.Td>
							</Table.Tr>
						))}
					</Table.Tbody>
				</Table>
			</Table.ScrollContainer>
			{unknownKey.length > 0 && (
				<Text size="sm">{t("answerData.unknownKeys", { keys: unknownKey.join(", ") })}</Text>
			)}
		</Stack>
	);
}

function Schedule({ scheduleStart, chargingSchedule }: GetCompositeScheduleResponse) {
	const { t } = useTranslation();
	const formats = useFormats();
	if (!chargingSchedule) return null;
	const start = Date.parse(scheduleStart ?? chargingSchedule.startSchedule ?? "");
	const { chargingRateUnit, chargingSchedulePeriod } = chargingSchedule;
	const limit = (value: number) => (chargingRateUnit === "W" ? formats.power(value) : formats.current(value));
	return (
		<Table aria-label={t("command.GetCompositeSchedule.title")}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{t("answerData.from")}</Table.Th>
					<Table.Th>{t("parameter.limit")}</Table.Th>
					<Table.Th>{t("parameter.numberPhases")}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{chargingSchedulePeriod.map(({ startPeriod, limit: value, numberPhases }) => (
					<Table.Tr key={startPeriod}>
						<Table.Td>
							{Number.isNaN(start)
								? formats.duration(startPeriod * 1000)
								: formats.dateTime(start + startPeriod * 1000)}
						</Table.Td>
						<Table.Td>{limit(value)}</Table.Td>
						<Table.Td>{numberPhases ?? "–"}</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}

function Certificates({ certificateHashData = [] }: GetInstalledCertificateIdsResponse) {
	const { t } = useTranslation();
	if (certificateHashData.length === 0) return null;
	return (
		<List size="sm" aria-label={t("command.GetInstalledCertificateIds.title")}>
			{certificateHashData.map(({ serialNumber, issuerNameHash, hashAlgorithm }) => (
				<List.Item key={issuerNameHash + serialNumber} style={{ overflowWrap: "anywhere" }}>
					{t("answerData.certificate", { serialNumber, hashAlgorithm, issuer: issuerNameHash })}
				</List.Item>
			))}
		</List>
	);
}
