import { Button, Group } from "@mantine/core";
import { mdiDeleteOutline, mdiPencilOutline } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useRemoveChargePoint } from "../../api/charge-points";
import { Dialog } from "../../parts/dialog";
import { May } from "../../parts/may";
import { Removal } from "../../parts/removal";
import { Icon } from "../../shared/icon";
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
				<Button
					size="xs"
					variant="default"
					leftSection={<Icon path={mdiPencilOutline} size={16} />}
					onClick={() => setOpen("change")}
				>
					{t("chargePointForm.change")}
				</Button>
				<Button
					size="xs"
					variant="default"
					leftSection={<Icon path={mdiDeleteOutline} size={16} />}
					onClick={() => setOpen("remove")}
				>
					{t("chargePointForm.remove")}
				</Button>
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
