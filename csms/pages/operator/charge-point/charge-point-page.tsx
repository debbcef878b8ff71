import { Group, Select, Skeleton, Stack, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate, useOutletContext, useParams } from "react-router";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useChargePoints } from "../../api/charge-points";
import { NotFoundPage } from "../../parts/other-pages";
import { PagePath } from "../../parts/page-path";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { HealthBadge } from "../diagnosis/health-badge";
import { ConnectionBadge } from "../overview/charge-point-tile";
import { needsSomebody } from "../overview/order";
import { ChargePointEntry } from "./charge-point-entry";

/** The tabs by the last part of their address. */
const TABS = [
	...(["now", "diagnosis", "commands", "configuration", "charging", "reservations", "local-list"] as const),
	...(["files", "certificates", "history", "messages"] as const),
] as const;

/** One charge point, a tab for each subject. */
export function ChargePointPage() {
	const { t } = useTranslation();
	const { identity = "" } = useParams();
	const chargePoints = useChargePoints();
	const navigate = useNavigate();
	const tab = useTab();
	if (chargePoints.error) return <ProblemAlert error={chargePoints.error} />;
	if (!chargePoints.data) return <Skeleton height={400} />;
	const chargePoint = chargePoints.data.find((one) => one.identity === identity);
	if (!chargePoint) return <NotFoundPage />;
	return (
		<Stack gap="md">
			<PagePath to="/operator" parent={t("overview.title")} here={identity} />
			<Group justify="space-between">
				<Group gap="sm">
					<PageTitle title={chargePoint.name ?? identity} />
					<ConnectionBadge chargePoint={chargePoint} />
					{/* Nothing found is no good news of one that is away. */}
					{(chargePoint.connected || needsSomebody(chargePoint)) && <HealthBadge chargePoint={chargePoint} />}
				</Group>
				<ChargePointEntry chargePoint={chargePoint} />
			</Group>
			<Tabs value={tab} onChange={(value) => navigate(addressOf(identity, value ?? "now"))}>
				<Select
					hiddenFrom="sm"
					aria-label={t("chargePoint.section")}
					allowDeselect={false}
					value={tab}
					onChange={(value) => navigate(addressOf(identity, value ?? "now"))}
					data={TABS.map((name) => ({ value: name, label: t(`chargePointTab.${name}`) }))}
				/>
				<Tabs.List visibleFrom="sm">
					{TABS.map((name) => (
						<Tabs.Tab key={name} value={name}>
							{t(`chargePointTab.${name}`)}
						</Tabs.Tab>
					))}
				</Tabs.List>
				<Tabs.Panel value={tab} pt="md">
					<Outlet context={chargePoint} />
				</Tabs.Panel>
			</Tabs>
		</Stack>
	);
}

/** The charge point that a tab is about. */
export function useChargePoint(): ChargePoint {
	return useOutletContext<ChargePoint>();
}

function addressOf(identity: string, tab: string): string {
	const page = `/operator/charge-points/${encodeURIComponent(identity)}`;
	return tab === "now" ? page : `${page}/${tab}`;
}

function useTab(): string {
	const { pathname } = useLocation();
	const [, , , , tab] = pathname.split("/");
	return tab || "now";
}
