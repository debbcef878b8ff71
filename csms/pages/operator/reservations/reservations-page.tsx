import { Button, Group, SegmentedControl, Skeleton, Stack, TextInput } from "@mantine/core";
import { mdiMagnify, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Reservation } from "../../../api/schemas/reservations";
import { useReservations } from "../../api/reservations";
import { Dialog } from "../../parts/dialog";
import { May, MayNotWords } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useNow } from "../../shared/now";
import { ReservationForm } from "./reservation-form";
import { ReservationList } from "./reservation-list";
import { stateNow } from "./reservation-state";

/** The reservations of all charge points, or of one where `identity` is given. */
export function Reservations({ identity }: { identity?: string }) {
	const { t } = useTranslation();
	const reservations = useReservations(identity);
	const now = useNow();
	const [making, setMaking] = useState(false);
	const [which, setWhich] = useState<"open" | "all">("open");
	const [search, setSearch] = useState("");
	const all = reservations.data ?? [];
	const isOpen = (one: Reservation) => ["Waiting", "Accepted"].includes(stateNow(one, now));
	const found = all.filter((one) => fits(one, search) && (which === "all" || isOpen(one)));
	return (
		<Stack gap="md">
			<MayNotWords role="operator" />
			<Group justify="space-between">
				<Group gap="sm">
					<SegmentedControl
						aria-label={t("reservation.stateName")}
						value={which}
						onChange={(value) => setWhich(value as "open" | "all")}
						data={[
							{ value: "open", label: t("reservations.open", { count: all.filter(isOpen).length }) },
							{ value: "all", label: t("reservations.all") },
						]}
					/>
					<TextInput
						leftSection={<Icon path={mdiMagnify} size={18} />}
						aria-label={t("reservations.search")}
						placeholder={t("reservations.search")}
						value={search}
						onChange={(event) => setSearch(event.currentTarget.value)}
					/>
				</Group>
				<May role="operator">
					<Button leftSection={<Icon path={mdiPlus} size={18} />} onClick={() => setMaking(true)}>
						{t("reservation.make")}
					</Button>
				</May>
			</Group>
			{reservations.error && <ProblemAlert error={reservations.error} />}
			{reservations.isPending && <Skeleton height={200} />}
			{reservations.data && (
				<ReservationList
					reservations={found}
					none={t(which === "open" ? "reservations.noneOpen" : "reservations.none")}
					withChargePoint={identity === undefined}
				/>
			)}
			<Dialog opened={making} title={t("reservation.make")} onClose={() => setMaking(false)}>
				<ReservationForm identity={identity} />
			</Dialog>
		</Stack>
	);
}

/** The reservations of all charge points. */
export function ReservationsPage() {
	const { t } = useTranslation();
	return (
		<Stack gap="md">
			<PageTitle title={t("reservations.title")} />
			<Reservations />
		</Stack>
	);
}

function fits({ identity, idTag, account }: Reservation, search: string): boolean {
	const text = search.trim().toLowerCase();
	return [identity, idTag, account].some((one) => one.toLowerCase().includes(text));
}
