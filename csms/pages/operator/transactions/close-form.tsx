import { Alert, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { mdiHelpCircleOutline } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Transaction } from "../../../api/schemas/transactions";
import { ApiProblem } from "../../api/client";
import { useCloseTransaction } from "../../api/transactions";
import { Dialog } from "../../parts/dialog";
import { May } from "../../parts/may";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";

interface OpenTransactionProps {
	transaction: Transaction;
	/** The newest reading of the energy register, Wh; null without one. */
	lastWh: number | null;
}

/** Explains a transaction whose stop never came, and ends it with its last meter value. */
export function OpenTransaction({ transaction, lastWh }: OpenTransactionProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { openReason, openSince } = transaction;
	if (openReason === null || openSince === null) return null;
	return (
		<Alert
			color="yellow"
			icon={<Icon path={mdiHelpCircleOutline} />}
			title={t("closing.open", { since: formats.dateTime(openSince) })}
		>
			<Stack gap="sm">
				<Text size="sm">{t(`openReason.${openReason}`)}</Text>
				<Text size="sm">{t("closing.words")}</Text>
				<May role="operator">
					<CloseButton transaction={transaction} lastWh={lastWh} />
				</May>
			</Stack>
		</Alert>
	);
}

/** Opens the form that ends a transaction by hand. */
export function CloseButton({ transaction, lastWh }: OpenTransactionProps) {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	const hide = () => setOpen(false);
	return (
		<>
			<Button w="fit-content" variant="default" onClick={() => setOpen(true)}>
				{t("closing.close")}
			</Button>
			<Dialog
				opened={open}
				onClose={hide}
				title={t("closing.title", { transactionId: transaction.transactionId })}
			>
				{open && <CloseForm transaction={transaction} lastWh={lastWh} onClose={hide} />}
			</Dialog>
		</>
	);
}

function CloseForm({ transaction, lastWh, onClose }: OpenTransactionProps & { onClose: () => void }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const close = useCloseTransaction();
	const [force, setForce] = useState(false);
	const { transactionId, meterStart, active } = transaction;
	const meter = lastWh ?? meterStart;
	const isRunning = close.error instanceof ApiProblem && close.error.status === 409;
	return (
		<Stack>
			<Text size="sm">
				{t("closing.reading", {
					meter: formats.energy(meter),
					energy: formats.energy(Math.max(0, meter - meterStart)),
				})}
			</Text>
			<Text size="sm">{t("closing.late")}</Text>
			{(active || isRunning) && (
				<Checkbox
					label={t("closing.force")}
					description={t("closing.forceWords")}
					checked={force}
					onChange={(event) => setForce(event.currentTarget.checked)}
				/>
			)}
			{close.error && <ProblemAlert error={close.error} />}
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose}>
					{t("page.cancel")}
				</Button>
				<Button
					color="red"
					loading={close.isPending}
					disabled={active && !force}
					onClick={() => close.mutate({ transactionId, force }, { onSuccess: onClose })}
				>
					{t("closing.close")}
				</Button>
			</Group>
		</Stack>
	);
}
