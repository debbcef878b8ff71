import { Button, Group, Stack, Text } from "@mantine/core";
import { mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAssignments, useClearProfiles } from "../../api/charging";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { Dialog } from "../../parts/dialog";
import { May, MayNotWords } from "../../parts/may";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useChargePoint } from "../charge-point/charge-point-page";
import { AssignForm } from "./assign-form";
import { Assignments } from "./assignments";
import { LimitsInForce } from "./limits-in-force";

/** Which profiles a charge point has, and what they make of its power. */
export function ChargingTab() {
	const { t } = useTranslation();
	const chargePoint = useChargePoint();
	const { identity, connected } = chargePoint;
	const assignments = useAssignments(identity);
	const clear = useClearProfiles(identity);
	const [giving, setGiving] = useState(false);
	const installed = assignments.data?.installed ?? [];
	return (
		<Stack gap="lg">
			{assignments.error && <ProblemAlert error={assignments.error} />}
			<LimitsInForce chargePoint={chargePoint} assignments={assignments.data} />
			<MayNotWords role="operator" />
			<May role="operator">
				<Group gap="xs">
					<Button
						size="xs"
						disabled={!connected}
						leftSection={<Icon path={mdiPlus} size={18} />}
						onClick={() => setGiving(true)}
					>
						{t("profiles.giveTitle")}
					</Button>
					<ConfirmedButton
						label={t("assignments.clearAll")}
						disabled={!connected}
						title={t("assignments.clearAll")}
						words={t("assignments.clearAllWords", { identity })}
						action={t("assignments.clear")}
						onConfirm={() => clear.mutateAsync({})}
					/>
					{!connected && (
						<Text size="sm" c="dimmed">
							{t("assignments.needsConnection")}
						</Text>
					)}
				</Group>
			</May>
			{assignments.data && (
				<Assignments
					identity={identity}
					connected={connected}
					installed={installed}
					former={assignments.data.former}
				/>
			)}
			<Dialog opened={giving} title={t("profiles.giveTitle")} onClose={() => setGiving(false)}>
				<AssignForm identity={identity} />
			</Dialog>
		</Stack>
	);
}
