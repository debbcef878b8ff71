import { Group } from "@mantine/core";
import { mdiDeleteOutline, mdiPencilOutline } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useRemoveChargePoint } from "../../api/charge-points";
import { ActionButton } from "../../parts/action-button";
import { Dialog } from "../../parts/dialog";
import { May } from "../../parts/may";
import { Removal } from "../../parts/removal";
import { ChargePointForm } from "./charge-point-form";

/** Changing and removing the entry of a charge point, for administrators. */
export function ChargePointEntry({ chargePoint }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const [open, setOpen] = useState<"change" | "remove" | null>(null);
	const remove = useRemoveChargePoint();
	const { identity } = chargePoint;
	const close = () => setOpen(null);
	return (
		<May role="administrator">
			<Group gap="xs">
				<ActionButton
					icon={mdiPencilOutline}
					label={t("chargePointForm.change")}
					onClick={() => setOpen("change")}
				/>
				<ActionButton
					icon={mdiDeleteOutline}
					label={t("chargePointForm.remove")}
					onClick={() => setOpen("remove")}
				/>
			</Group>
			<Dialog
				opened={open === "change"}
				onClose={close}
				title={t("chargePointForm.changeOf", { identity })}
				size="lg"
			>
				{open === "change" && <ChargePointForm existing={chargePoint} onClose={close} />}
			</Dialog>
			<Removal
				title={open === "remove" ? t("chargePointForm.removeOf", { identity }) : null}
				words={t("chargePointForm.removeWords")}
				action={t("chargePointForm.remove")}
				removal={remove}
				id={identity}
				next="/operator"
				onClose={close}
			/>
		</May>
	);
}
