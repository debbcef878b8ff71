import { Button, Checkbox, Group, Input, ScrollArea, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";

interface ChargePointChoiceProps {
	chargePoints: ChargePoint[];
	value: string[];
	error?: string;
	onChange: (identities: string[]) => void;
}

/** Several charge points: one by one, or all of a vendor or model. */
export function ChargePointChoice({ chargePoints, value, error, onChange }: ChargePointChoiceProps) {
	const { t } = useTranslation();
	const [make, setMake] = useState<string | null>(null);
	const makes = [...new Set(chargePoints.map(makeOf))].filter((one) => one !== "").sort();
	const shown = chargePoints.filter((one) => make === null || makeOf(one) === make);
	const chosen = new Set(value);
	const set = (identity: string, isChosen: boolean) =>
		onChange(isChosen ? [...value, identity] : value.filter((one) => one !== identity));
	return (
		<Input.Wrapper
			component="fieldset"
			bd={0}
			p={0}
			m={0}
			label={t("chargePointChoice.title", { count: value.length })}
			labelElement="div"
			error={error}
		>
			<Stack gap="xs" mt={4}>
				<Group gap="xs">
					{makes.length > 1 && (
						<Select
							size="xs"
							clearable
							aria-label={t("chargePointChoice.make")}
							placeholder={t("chargePointChoice.make")}
							data={makes}
							value={make}
							onChange={setMake}
							clearButtonProps={{ "aria-label": t("page.clear") }}
						/>
					)}
					<Button
						size="xs"
						variant="default"
						onClick={() => onChange([...new Set([...value, ...shown.map(({ identity }) => identity)])])}
					>
						{t("chargePointChoice.all", { count: shown.length })}
					</Button>
					<Button size="xs" variant="default" disabled={value.length === 0} onClick={() => onChange([])}>
						{t("chargePointChoice.none")}
					</Button>
				</Group>
				<ScrollArea.Autosize mah={260} type="auto" offsetScrollbars>
					<Stack gap={6}>
						{shown.length === 0 && (
							<Text size="sm" c="dimmed">
								{t("chargePointChoice.nobody")}
							</Text>
						)}
						{shown.map((one) => (
							<Checkbox
								key={one.identity}
								label={one.identity}
								description={[
									makeOf(one),
									one.firmwareVersion,
									t(one.connected ? "chargePoint.connected" : "chargePoint.notConnected"),
								]
									.filter(Boolean)
									.join(" · ")}
								checked={chosen.has(one.identity)}
								onChange={(event) => set(one.identity, event.currentTarget.checked)}
							/>
						))}
					</Stack>
				</ScrollArea.Autosize>
			</Stack>
		</Input.Wrapper>
	);
}

function makeOf({ chargePointVendor, chargePointModel }: ChargePoint): string {
	return [chargePointVendor, chargePointModel].filter(Boolean).join(" ");
}
