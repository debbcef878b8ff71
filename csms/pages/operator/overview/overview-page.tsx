import {
	Button,
	Card,
	EmptyState,
	Group,
	SegmentedControl,
	Select,
	SimpleGrid,
	Skeleton,
	Stack,
	Switch,
	Text,
	TextInput,
} from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { mdiEvStation, mdiMagnify, mdiPlus } from "@mdi/js";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useChargePoints } from "../../api/charge-points";
import { Dialog } from "../../parts/dialog";
import { May } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { ChargePointForm } from "../charge-point/charge-point-form";
import { ChargePointLine } from "./charge-point-line";
import { ChargePointTile } from "./charge-point-tile";
import { Figures } from "./figures";
import { inOrder, isFound, isShown, SHOWN, type Shown } from "./order";
import { UnknownChargePoints } from "./unknown-charge-points";

/** More charge points than these are a list at first, and not tiles. */
const MANY = 40;
/** So many are shown at a time, as tiles and as a list. */
const PORTION = { tiles: 60, list: 500 };

type View = keyof typeof PORTION;

/** All charge points and connectors as they are now. */
export function OverviewPage() {
	const { t } = useTranslation();
	const chargePoints = useChargePoints();
	const [entered, setEntered] = useState<string | null>(null);
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("overview.title")} />
				<May role="administrator">
					<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setEntered("")}>
						{t("overview.enter")}
					</Button>
				</May>
			</Group>
			{chargePoints.error && <ProblemAlert error={chargePoints.error} />}
			{chargePoints.isPending && <Skeleton height={260} />}
			{chargePoints.data && <UnknownChargePoints known={chargePoints.data} onEnter={setEntered} />}
			{chargePoints.data?.length === 0 && (
				<EmptyState
					py="xl"
					icon={<Icon path={mdiEvStation} size={48} />}
					title={t("overview.none")}
					description={t("overview.noneWords")}
				/>
			)}
			{chargePoints.data && chargePoints.data.length > 0 && (
				<>
					<Figures chargePoints={chargePoints.data} />
					<Fleet chargePoints={chargePoints.data} />
				</>
			)}
			<Dialog
				opened={entered !== null}
				onClose={() => setEntered(null)}
				title={t("overview.enter")}
				size="lg"
			>
				{entered !== null && (
					<ChargePointForm existing={null} suggested={entered} onClose={() => setEntered(null)} />
				)}
			</Dialog>
		</Stack>
	);
}

/** The charge points that are asked for, in the order and the way that are asked for. */
function Fleet({ chargePoints }: { chargePoints: ChargePoint[] }) {
	const { t, i18n } = useTranslation();
	const [search, setSearch] = useState("");
	const [shown, setShown] = useState<Shown>("all");
	const [urgentFirst, setUrgentFirst] = useLocalStorage({
		key: "overview-urgent-first",
		defaultValue: true,
		getInitialValueInEffect: false,
	});
	const [chosen, setView] = useLocalStorage<View | null>({
		key: "overview-view",
		defaultValue: null,
		getInitialValueInEffect: false,
	});
	const view = chosen ?? (chargePoints.length > MANY ? "list" : "tiles");
	const [portions, setPortions] = useState(1);
	const found = useMemo(
		() =>
			inOrder(
				chargePoints.filter((one) => isShown(one, shown) && isFound(one, search)),
				urgentFirst,
				i18n.language,
			),
		[chargePoints, shown, search, urgentFirst, i18n.language],
	);
	const visible = found.slice(0, portions * PORTION[view]);
	const hidden = found.length - visible.length;
	return (
		<>
			<Group gap="sm" role="search" aria-label={t("overview.choose")}>
				<TextInput
					flex="1 1 14rem"
					maw={360}
					type="search"
					aria-label={t("overview.search")}
					placeholder={t("overview.search")}
					leftSection={<Icon path={mdiMagnify} size={18} />}
					value={search}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
				<Select
					w={190}
					aria-label={t("overview.show")}
					allowDeselect={false}
					data={SHOWN.map((value) => ({ value, label: t(`overview.shown.${value}`) }))}
					value={shown}
					onChange={(value) => setShown(value as Shown)}
				/>
				<SegmentedControl
					aria-label={t("overview.view")}
					value={view}
					onChange={(value) => setView(value as View)}
					data={(["tiles", "list"] as const).map((value) => ({ value, label: t(`overview.views.${value}`) }))}
				/>
				<Switch
					label={t("overview.urgentFirst")}
					checked={urgentFirst}
					onChange={(event) => setUrgentFirst(event.currentTarget.checked)}
				/>
			</Group>
			{found.length === 0 && <EmptyState py="xl" title={t("overview.noMatch")} />}
			{found.length > 0 && view === "tiles" && (
				<SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="md">
					{visible.map((chargePoint) => (
						<ChargePointTile key={chargePoint.identity} chargePoint={chargePoint} />
					))}
				</SimpleGrid>
			)}
			{found.length > 0 && view === "list" && (
				<Card withBorder padding={0}>
					{visible.map((chargePoint) => (
						<ChargePointLine key={chargePoint.identity} chargePoint={chargePoint} />
					))}
				</Card>
			)}
			{hidden > 0 && (
				<Group>
					<Button variant="default" onClick={() => setPortions(portions + 1)}>
						{t("overview.more")}
					</Button>
					<Text size="sm" c="dimmed">
						{t("overview.hidden", { count: hidden })}
					</Text>
				</Group>
			)}
		</>
	);
}
