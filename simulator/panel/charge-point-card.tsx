import { Anchor, Badge, Box, Card, Group, SimpleGrid, Stack, Switch, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNow } from "../../csms/pages/shared/now";
import { useFormats } from "../../csms/pages/shared/use-formats";
import type { ObservedState } from "../observed-state";
import { sendInput, setNetwork, setPower } from "./control-api";
import { FactList } from "./fact-list";
import { Faults } from "./faults";
import { Oled, PushButton } from "./hardware";
import { Reader } from "./reader";
import { useRemembered } from "./remembered";
import { useSend } from "./send";

/** What the charge point shows as a whole: its display, its connection and its clock. */
export function FrontCard({ state, stateAt }: { state: ObservedState; stateAt: number }) {
	const { t } = useTranslation();
	return (
		<Card withBorder component="section" aria-label={t("chargePoint.front")}>
			<Stack gap="md">
				<Group justify="space-between" gap="xs">
					<Title order={2} size="h4">
						{state.identity}
					</Title>
					<Group gap={6}>
						<Badge variant="light" tt="none" color={state.connected ? "teal" : "red"}>
							{state.connected ? t("chargePoint.connected") : t("chargePoint.notConnected")}
						</Badge>
						<Badge variant="light" tt="none" color={registrationColor(state.registration)}>
							{state.registration === null
								? t("chargePoint.notRegistered")
								: t(`registration.${state.registration}`)}
						</Badge>
					</Group>
				</Group>
				<Box mx="auto">
					<Oled state={state} />
				</Box>
				<Facts state={state} stateAt={stateAt} />
			</Stack>
		</Card>
	);
}

/** What can be done to the charge point as a whole. */
export function WholeCard({ state }: { state: ObservedState }) {
	const { t } = useTranslation();
	const send = useSend();
	const [stopped, setStopped] = useRemembered("emergencyStop", false);
	const pressStop = async () => {
		if (await send(sendInput(0, "emergencyStop", !stopped))) setStopped(!stopped);
	};
	return (
		<Card withBorder component="section" aria-label={t("chargePoint.title")}>
			<Stack gap="md">
				<Title order={2} size="h4">
					{t("chargePoint.title")}
				</Title>
				<SimpleGrid cols={2} spacing="sm">
					<Switch
						label={t("chargePoint.power")}
						checked={state.power}
						onChange={(event) => void send(setPower(event.currentTarget.checked))}
					/>
					<Switch
						label={t("chargePoint.network")}
						checked={state.network}
						onChange={(event) => void send(setNetwork(event.currentTarget.checked))}
					/>
				</SimpleGrid>
				<Group gap="lg">
					<PushButton
						color={stopped ? "#868e96" : "#e03131"}
						name={stopped ? t("chargePoint.releaseEmergencyStop") : t("chargePoint.emergencyStop")}
						onPress={() => void pressStop()}
					/>
					<PushButton
						color="#f08c00"
						name={t("chargePoint.tamper")}
						onPress={() => void send(sendInput(0, "tamper", true))}
					/>
					<Anchor href="/setup" target="_blank" size="sm">
						{t("chargePoint.setup")}
					</Anchor>
				</Group>
				{stopped && (
					<Badge color="red" tt="none" size="lg">
						{t("chargePoint.stopped")}
					</Badge>
				)}
				{state.connectors.length > 1 && <Reader connector={0} />}
				<Faults connector={0} />
			</Stack>
		</Card>
	);
}

function registrationColor(registration: ObservedState["registration"]): string {
	if (registration === null) return "gray";
	return { Accepted: "teal", Pending: "yellow", Rejected: "red" }[registration];
}

function Facts({ state, stateAt }: { state: ObservedState; stateAt: number }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const now = useNow();
	const clock =
		state.clock === null
			? t("chargePoint.clockUnset")
			: formats.time(Date.parse(state.clock) + (state.power ? Math.max(0, now - stateAt) : 0));
	return (
		<FactList
			facts={[
				[t("chargePoint.clock"), clock],
				[t("chargePoint.queue"), formats.count(state.queueLength)],
			]}
		/>
	);
}
