import { Badge, Button, CloseButton, Group, Select, Stack } from "@mantine/core";
import { mdiFlashAlert } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FAULT_CODES, type FaultCode } from "../../csms/pages/shared/error-codes";
import { Icon } from "../../csms/pages/shared/icon";
import { sendInput } from "./control-api";
import { useRemembered } from "./remembered";
import { useSend } from "./send";

/** Raises and clears hardware faults of a connector; 0 is the charge point as a whole. */
export function Faults({ connector }: { connector: number }) {
	const { t } = useTranslation();
	const send = useSend();
	const [chosen, setChosen] = useState<FaultCode>("OverCurrentFailure");
	const [active, setActive] = useRemembered<FaultCode[]>(`faults ${connector}`, []);

	const change = async (errorCode: FaultCode, raised: boolean) => {
		if (!(await send(sendInput(connector, "fault", { errorCode, active: raised })))) return;
		const others = active.filter((code) => code !== errorCode);
		setActive(raised ? [...others, errorCode] : others);
	};
	return (
		<Stack gap="xs">
			<Group align="flex-end" justify="flex-end" gap="xs">
				<Select
					flex="1 0 13.5rem"
					label={t("faults.label")}
					description={t(`errorCode.${chosen}`)}
					inputWrapperOrder={["label", "input", "description"]}
					allowDeselect={false}
					value={chosen}
					onChange={(code) => setChosen(code as FaultCode)}
					data={[...FAULT_CODES]}
				/>
				<Button
					mb="1.35rem"
					variant="light"
					color="red"
					leftSection={<Icon path={mdiFlashAlert} size={18} />}
					onClick={() => void change(chosen, true)}
				>
					{t("faults.raise")}
				</Button>
			</Group>
			{active.length > 0 && (
				<Group gap="xs">
					{active.map((code) => (
						<Badge
							key={code}
							size="lg"
							tt="none"
							variant="light"
							color="red"
							rightSection={
								<CloseButton
									size="xs"
									aria-label={t("faults.clear", { code })}
									onClick={() => void change(code, false)}
								/>
							}
						>
							{code}
						</Badge>
					))}
				</Group>
			)}
		</Stack>
	);
}
