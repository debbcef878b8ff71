import { Badge, Button, Card, Group, Modal, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { mdiDeleteOutline, mdiPlus } from "@mdi/js";
import { useTranslation } from "react-i18next";
import type { Tariff, TariffWindow } from "../../../api/schemas/tariffs";
import { useSettings } from "../../api/settings";
import { useDeleteTariff, useTariffs } from "../../api/tariffs";
import { useMay } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";
import { TariffForm } from "./tariff-form";
import { useWeekdays } from "./weekdays";

/** What charging costs now, later and before. */
export function TariffsPage() {
	const { t } = useTranslation();
	const may = useMay("administrator");
	const tariffs = useTariffs();
	const settings = useSettings();
	const [entering, { open, close }] = useDisclosure();
	const error = tariffs.error ?? settings.error;
	const now = useNow();
	const begun = tariffs.data?.some(({ validFrom }) => Date.parse(validFrom) <= now) ?? false;
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("tariff.title")} />
				{may && (
					<Button leftSection={<Icon path={mdiPlus} />} onClick={open}>
						{t("tariff.add")}
					</Button>
				)}
			</Group>
			{!may && (
				<Text size="sm" c="dimmed">
					{t("tariff.administrators")}
				</Text>
			)}
			{error && <ProblemAlert error={error} />}
			{tariffs.isPending && <Skeleton height={200} />}
			{tariffs.data?.length === 0 && <Text>{t("tariff.none")}</Text>}
			{tariffs.data?.map((tariff) => (
				<TariffCard key={tariff.id} tariff={tariff} now={now} may={may} />
			))}
			<Modal
				opened={entering}
				onClose={close}
				size="lg"
				title={t("tariff.new")}
				closeButtonProps={{ "aria-label": t("page.close") }}
			>
				{settings.data && <TariffForm settings={settings.data} first={!begun} onDone={close} />}
			</Modal>
		</Stack>
	);
}

function TariffCard({ tariff, now, may }: { tariff: Tariff; now: number; may: boolean }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { validFrom, validTo, startFee, currency, windows, account, createdAt } = tariff;
	const state =
		Date.parse(validFrom) > now ? "later" : validTo !== null && Date.parse(validTo) <= now ? "past" : "now";
	return (
		<Card withBorder maw={760} component="article">
			<Stack gap="sm">
				<Group justify="space-between">
					<Group gap="sm">
						<Badge variant="light" tt="none" color={COLORS[state]}>
							{t(`tariff.${state}`)}
						</Badge>
						<Title order={2} size="h5">
							{t("tariff.since", { from: formats.dateTime(validFrom) })}
							{validTo !== null && ` ${t("tariff.validTo", { to: formats.dateTime(validTo) })}`}
						</Title>
					</Group>
					{state === "later" && may && <DeleteTariff tariff={tariff} />}
				</Group>
				<SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
					<PriceFact label={t("tariff.startFee")} price={startFee} currency={currency} />
					<PriceFacts prices={tariff} currency={currency} />
				</SimpleGrid>
				{windows.map((window) => (
					<WindowFacts key={JSON.stringify(window)} window={window} currency={currency} />
				))}
				<Text size="xs" c="dimmed">
					{t("tariff.entered", { account, at: formats.dateTime(createdAt) })}
				</Text>
			</Stack>
		</Card>
	);
}

const COLORS = { now: "teal", later: "blue", past: "gray" } as const;

function WindowFacts({ window, currency }: { window: TariffWindow; currency: string }) {
	const { t } = useTranslation();
	const weekdays = useWeekdays();
	const nextDay = window.to <= window.from && window.to !== "24:00";
	return (
		<Stack gap={4}>
			<Text size="sm" fw={600}>
				{weekdays.list(window.weekdays)} {window.from}–{window.to}
				{nextDay && ` (${t("tariff.nextDay")})`}
			</Text>
			<SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
				<PriceFacts prices={window} currency={currency} />
			</SimpleGrid>
		</Stack>
	);
}

type Prices = Pick<Tariff, "pricePerKwh" | "pricePerMinute" | "pricePerIdleMinute">;

function PriceFacts({ prices, currency }: { prices: Prices; currency: string }) {
	const { t } = useTranslation();
	return (["pricePerKwh", "pricePerMinute", "pricePerIdleMinute"] as const).map((name) => (
		<PriceFact key={name} label={t(`tariff.${name}`)} price={prices[name]} currency={currency} />
	));
}

function PriceFact({ label, price, currency }: { label: string; price: string; currency: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	return (
		<div>
			<Text size="xs" c="dimmed">
				{label}
			</Text>
			<Text size="sm">{Number(price) === 0 ? t("tariff.free") : formats.money(price, currency)}</Text>
		</div>
	);
}

function DeleteTariff({ tariff: { id, validFrom } }: { tariff: Tariff }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const remove = useDeleteTariff();
	const showProblem = useShowProblem();
	const [asking, { open, close }] = useDisclosure();
	return (
		<>
			<Button variant="default" size="xs" leftSection={<Icon path={mdiDeleteOutline} />} onClick={open}>
				{t("tariff.delete")}
			</Button>
			<Modal
				opened={asking}
				onClose={close}
				title={t("tariff.delete")}
				closeButtonProps={{ "aria-label": t("page.close") }}
			>
				<Stack>
					<Text>{t("tariff.deleteQuestion", { from: formats.dateTime(validFrom) })}</Text>
					<Group justify="flex-end">
						<Button variant="default" onClick={close}>
							{t("page.cancel")}
						</Button>
						<Button
							color="red"
							loading={remove.isPending}
							onClick={() => remove.mutate(id, { onSuccess: close, onError: showProblem })}
						>
							{t("page.delete")}
						</Button>
					</Group>
				</Stack>
			</Modal>
		</>
	);
}
