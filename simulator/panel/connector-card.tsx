import { Box, Button, Card, Divider, Group, Slider, Stack, Switch, Text, Title } from "@mantine/core";
import { mdiPowerPlugOffOutline, mdiPowerPlugOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { isFaultCode } from "../../csms/pages/shared/error-codes";
import { Icon } from "../../csms/pages/shared/icon";
import { StatusBadge } from "../../csms/pages/shared/status-badge";
import { useFormats } from "../../csms/pages/shared/use-formats";
import type { ObservedConnector } from "../observed-state";
import { sendInput } from "./control-api";
import { FactList } from "./fact-list";
import { Faults } from "./faults";
import { Led } from "./hardware";
import { Reader } from "./reader";
import { useRemembered } from "./remembered";
import { useSend } from "./send";

/** The most that a simulated vehicle can be set to draw, A per phase. */
const MOST_DEMAND = 32;

/** One connector: what it shows, and everything that a driver can do at it. */
export function ConnectorCard({ connector }: { connector: ObservedConnector }) {
	const { t } = useTranslation();
	const send = useSend();
	const [demand, setDemand] = useRemembered(`demandA ${connector.id}`, MOST_DEMAND);
	const [lockJam, setLockJam] = useRemembered(`lockJam ${connector.id}`, false);
	const { id, leds } = connector;
	const title = t("connector.title", { id });
	const jam = async (jammed: boolean) => {
		if (await send(sendInput(id, "lockJam", jammed))) setLockJam(jammed);
	};
	return (
		<Card withBorder component="section" aria-label={title}>
			<Stack gap="md">
				<Group justify="space-between" align="flex-start" wrap="nowrap">
					<Stack gap={6}>
						<Title order={2} size="h4" textWrap="nowrap">
							{title}
						</Title>
						<StatusBadge status={connector.status} size="lg" />
					</Stack>
					<Group gap={0} wrap="nowrap">
						<Led on={leds.available} color="green" name={t("led.available")} />
						<Led on={leds.charging} color="blue" name={t("led.charging")} />
						<Led on={leds.fault} color="red" name={t("led.fault")} />
					</Group>
				</Group>
				{connector.errorCode !== "NoError" && (
					<Text size="sm" c="var(--mantine-color-error)" fw={600}>
						{isFaultCode(connector.errorCode) ? t(`errorCode.${connector.errorCode}`) : connector.errorCode}
						{isFaultCode(connector.errorCode) && ` (${connector.errorCode})`}
					</Text>
				)}
				<Reader connector={id} />
				<Group grow gap="xs">
					<Button
						leftSection={<Icon path={mdiPowerPlugOutline} />}
						disabled={connector.cable && connector.ev}
						onClick={() => void send(sendInput(id, "plug", true))}
					>
						{t("connector.plugIn")}
					</Button>
					<Button
						variant="default"
						leftSection={<Icon path={mdiPowerPlugOffOutline} />}
						disabled={!connector.ev}
						onClick={() => void send(sendInput(id, "plug", false))}
					>
						{t("connector.unplug")}
					</Button>
				</Group>
				<Stack gap="xs">
					<Switch
						label={t("connector.cable")}
						checked={connector.cable}
						onChange={(event) => void send(sendInput(id, "cable", event.currentTarget.checked))}
					/>
					<Switch
						label={t("connector.ev")}
						checked={connector.ev}
						onChange={(event) => void send(sendInput(id, "ev", event.currentTarget.checked))}
					/>
					<Switch
						label={t("connector.evReady")}
						checked={connector.evReady}
						onChange={(event) => void send(sendInput(id, "evReady", event.currentTarget.checked))}
					/>
					<Switch
						color="red"
						label={t("connector.lockJam")}
						checked={lockJam}
						onChange={(event) => void jam(event.currentTarget.checked)}
					/>
				</Stack>
				<Box>
					<Text size="sm" fw={500} id={`demand-${id}`}>
						{t("connector.demand", { amperes: demand })}
					</Text>
					<Slider
						mt={4}
						mb="md"
						min={0}
						max={MOST_DEMAND}
						step={1}
						value={demand}
						label={(value) => `${value} A`}
						marks={[0, 6, 16, 32].map((value) => ({ value, label: `${value} A` }))}
						thumbProps={{ "aria-labelledby": `demand-${id}` }}
						onChange={setDemand}
						onChangeEnd={(value) => void send(sendInput(id, "demandA", value))}
					/>
				</Box>
				<Divider />
				<Facts connector={connector} />
				<Divider />
				<Faults connector={id} />
			</Stack>
		</Card>
	);
}

function Facts({ connector }: { connector: ObservedConnector }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { transactionId } = connector;
	const facts: [string, string][] = [
		[t("connector.idTag"), connector.idTag ?? t("value.none")],
		[
			t("connector.transaction"),
			transactionId === null
				? t("value.none")
				: transactionId === -1
					? t("connector.transactionGivenUp")
					: String(transactionId),
		],
		[t("connector.register"), formats.energy(connector.importWh)],
		[t("connector.offered"), formats.current(connector.offeredA)],
		[t("connector.drawn"), formats.current(connector.drawnA)],
		[t("connector.lock"), connector.locked ? t("connector.locked") : t("connector.unlocked")],
		[t("connector.contactor"), connector.contactor ? t("connector.closed") : t("connector.open")],
	];
	return <FactList facts={facts} />;
}
