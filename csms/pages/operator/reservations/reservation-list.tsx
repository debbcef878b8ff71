import { Anchor, Badge, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Reservation, ReservationState } from "../../../api/schemas/reservations";
import { useCancelReservation } from "../../api/reservations";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { Id } from "../../parts/id";
import { useMay } from "../../parts/may";
import { MomentBy } from "../../parts/moment-by";
import { type Column, Records } from "../../parts/records";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";
import { stateNow } from "./reservation-state";

const COLORS: Record<ReservationState, string> = {
	Waiting: "blue",
	Accepted: "grape",
	Faulted: "red",
	Occupied: "red",
	Rejected: "red",
	Unavailable: "red",
	Used: "teal",
	Cancelled: "gray",
	Replaced: "gray",
	Expired: "gray",
};

interface ReservationListProps {
	reservations: Reservation[];
	none: string;
	/** Not on the page of one charge point. */
	withChargePoint: boolean;
}

/** Reservations with their states in words, and how to cancel them. */
export function ReservationList({ reservations, none, withChargePoint }: ReservationListProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const now = useNow();
	const cancel = useCancelReservation();
	const mayCancel = useMay("operator");
	const place = ({ connectorId }: Reservation) =>
		connectorId === 0 ? t("reservation.anyConnector") : t("connector.title", { id: connectorId });
	const columns: Column<Reservation>[] = [
		{
			name: t("reservation.place"),
			wrap: true,
			sort: ({ identity, connectorId }) => `${identity} ${connectorId}`,
			cell: (one) =>
				withChargePoint ? (
					<Stack gap={0}>
						<ChargePointLink identity={one.identity} tab="reservations" />
						<Text size="xs" c="dimmed">
							{place(one)}
						</Text>
					</Stack>
				) : (
					place(one)
				),
		},
		{ name: t("idTag.idTag"), sort: ({ idTag }) => idTag, cell: ({ idTag }) => <Id id={idTag} /> },
		{
			name: t("reservation.expiryDate"),
			sort: ({ expiryDate }) => expiryDate,
			cell: ({ expiryDate }) => formats.dateTime(expiryDate),
		},
		{
			name: t("reservation.stateName"),
			wrap: true,
			sort: (one) => stateNow(one, now),
			cell: (one) => <State reservation={one} state={stateNow(one, now)} />,
		},
		{
			name: t("reservation.createdAt"),
			sort: ({ createdAt }) => createdAt,
			cell: ({ createdAt, account }) => <MomentBy moment={createdAt} account={account} />,
		},
	];
	const actions: Column<Reservation> = {
		name: t("page.actions"),
		cell: (one) => {
			const state = stateNow(one, now);
			if (state !== "Accepted" && state !== "Waiting") return null;
			const name = t("reservation.cancelOf", { id: one.reservationId });
			return (
				<ConfirmedButton
					label={t("reservation.cancel")}
					ariaLabel={name}
					title={name}
					words={t("reservation.cancelWords", { identity: one.identity, idTag: one.idTag })}
					action={t("reservation.cancel")}
					onConfirm={() => cancel.mutateAsync(one)}
				/>
			);
		},
	};
	return (
		<Records
			label={t("reservations.title")}
			none={none}
			columns={mayCancel ? [...columns, actions] : columns}
			records={reservations}
			keyOf={({ id }) => id}
		/>
	);
}

/** The state in words, and how it came to that. */
function State({ reservation, state }: { reservation: Reservation; state: ReservationState }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { why, transactionId, endedAt } = reservation;
	return (
		<Stack gap={2}>
			<Badge variant="light" color={COLORS[state]} tt="none">
				{t(`reservationState.${state}`)}
			</Badge>
			<Text size="xs" c="dimmed">
				{t(`reservationWords.${state}`)}
				{state !== "Expired" && endedAt !== null && ` · ${formats.dateTime(endedAt)}`}
			</Text>
			{transactionId !== null && (
				<Anchor component={Link} size="xs" to={`/operator/transactions/${transactionId}`}>
					{t("session.transaction", { id: transactionId })}
				</Anchor>
			)}
			{why !== null && state !== "Expired" && (
				<Text size="xs" c="dimmed" lang="en">
					{why}
				</Text>
			)}
		</Stack>
	);
}
