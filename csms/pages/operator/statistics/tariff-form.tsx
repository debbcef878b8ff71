import {
	Button,
	Chip,
	Fieldset,
	Group,
	Input,
	NativeSelect,
	SegmentedControl,
	SimpleGrid,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { mdiPlus } from "@mdi/js";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../../api/schemas/accounts";
import type { NewTariff, TariffWindow } from "../../../api/schemas/tariffs";
import { useAddTariff } from "../../api/tariffs";
import { MomentField } from "../../parts/moment-field";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useWeekdays } from "./weekdays";

dayjs.extend(utc);
dayjs.extend(timezone);

const PRICE = /^\d{1,9}(\.\d{1,6})?$/;
const PRICES = ["pricePerKwh", "pricePerMinute", "pricePerIdleMinute"] as const;
const NO_PRICES = { pricePerKwh: "0", pricePerMinute: "0", pricePerIdleMinute: "0" };
/** The quarters of an hour of a day. */
const QUARTERS = Array.from({ length: 96 }, (_, index) => {
	const two = (number: number) => String(number).padStart(2, "0");
	return `${two(Math.floor(index / 4))}:${two((index % 4) * 15)}`;
});

interface FormWindow extends Omit<TariffWindow, "weekdays"> {
	key: string;
	weekdays: string[];
}

interface FormValues {
	begin: "now" | "other";
	/** In the site's time zone; empty where none is chosen. */
	moment: string;
	startFee: string;
	pricePerKwh: string;
	pricePerMinute: string;
	pricePerIdleMinute: string;
	windows: FormWindow[];
}

interface TariffFormProps {
	settings: Settings;
	/** No tariff has begun: this one may begin in the past. */
	first: boolean;
	onDone: () => void;
}

/** Enters a version of the tariff. */
export function TariffForm({ settings: { timeZone, currency }, first, onDone }: TariffFormProps) {
	const { t } = useTranslation();
	const add = useAddTariff();
	const price = (value: string) => (PRICE.test(value.trim()) ? null : t("tariff.priceInvalid"));
	const form = useForm<FormValues>({
		initialValues: { begin: "now", moment: "", startFee: "0", ...NO_PRICES, windows: [] },
		validate: {
			moment: (value, { begin }) => (begin === "other" && !value ? t("tariff.momentMissing") : null),
			startFee: price,
			pricePerKwh: price,
			pricePerMinute: price,
			pricePerIdleMinute: price,
			windows: {
				weekdays: (value) => (value.length === 0 ? t("tariff.weekdaysMissing") : null),
				to: (value, values, path) => {
					const { from } = values.windows[Number(path.split(".")[1])];
					return value === from ? t("tariff.sameTimes") : null;
				},
				pricePerKwh: price,
				pricePerMinute: price,
				pricePerIdleMinute: price,
			},
		},
	});
	const { begin, windows } = form.values;
	return (
		<form onSubmit={form.onSubmit((values) => add.mutate(tariffOf(values, timeZone), { onSuccess: onDone }))}>
			<Stack>
				{add.error && <ProblemAlert error={add.error} />}
				<Input.Wrapper label={t("tariff.begin")} description={t("tariff.beginWords")} labelElement="div">
					<div>
						<SegmentedControl
							mt={4}
							aria-label={t("tariff.begin")}
							value={begin}
							onChange={(value) => form.setFieldValue("begin", value as FormValues["begin"])}
							data={[
								{ value: "now", label: t("tariff.beginsNow") },
								{ value: "other", label: t(first ? "tariff.beginsOtherwise" : "tariff.beginsLater") },
							]}
						/>
					</div>
				</Input.Wrapper>
				{begin === "other" && (
					<MomentField
						label={t("tariff.moment", { timeZone })}
						minDate={first ? undefined : dayjs().tz(timeZone).format("YYYY-MM-DD")}
						{...form.getInputProps("moment")}
					/>
				)}
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					<TextInput
						label={t("tariff.startFee")}
						rightSection={<Unit currency={currency} />}
						rightSectionWidth={52}
						inputMode="decimal"
						{...form.getInputProps("startFee")}
					/>
					{PRICES.map((name) => (
						<TextInput
							key={name}
							label={t(`tariff.${name}`)}
							rightSection={<Unit currency={currency} />}
							rightSectionWidth={52}
							inputMode="decimal"
							{...form.getInputProps(name)}
						/>
					))}
				</SimpleGrid>
				{windows.map((window, index) => (
					<WindowFields key={window.key} form={form} index={index} currency={currency} />
				))}
				<Button
					variant="default"
					w="fit-content"
					leftSection={<Icon path={mdiPlus} />}
					onClick={() =>
						form.insertListItem("windows", {
							key: crypto.randomUUID(),
							weekdays: ["1", "2", "3", "4", "5"],
							from: "16:00",
							to: "22:00",
							pricePerKwh: form.values.pricePerKwh,
							pricePerMinute: form.values.pricePerMinute,
							pricePerIdleMinute: form.values.pricePerIdleMinute,
						})
					}
				>
					{t("tariff.addWindow")}
				</Button>
				<Group justify="flex-end">
					<Button variant="default" onClick={onDone}>
						{t("page.cancel")}
					</Button>
					<Button type="submit" loading={add.isPending}>
						{t("page.save")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

interface WindowFieldsProps {
	form: Pick<UseFormReturnType<FormValues>, "getInputProps" | "removeListItem">;
	index: number;
	currency: string;
}

function WindowFields({ form, index, currency }: WindowFieldsProps) {
	const { t } = useTranslation();
	const weekdays = useWeekdays();
	const place = `windows.${index}`;
	const { error, ...chosen } = form.getInputProps(`${place}.weekdays`);
	return (
		<Fieldset legend={t("tariff.windowNumber", { number: index + 1 })}>
			<Stack gap="sm">
				<Input.Wrapper label={t("tariff.weekdays")} error={error} labelElement="div">
					<Chip.Group multiple {...chosen}>
						<Group gap={6} mt={4}>
							{weekdays.names.map(({ value, label }) => (
								<Chip key={value} value={value} size="xs">
									{label}
								</Chip>
							))}
						</Group>
					</Chip.Group>
				</Input.Wrapper>
				<SimpleGrid cols={2}>
					<NativeSelect
						label={t("tariff.windowFrom")}
						data={QUARTERS}
						{...form.getInputProps(`${place}.from`)}
					/>
					<NativeSelect
						label={t("tariff.windowTo")}
						data={[...QUARTERS.slice(1), "24:00"]}
						{...form.getInputProps(`${place}.to`)}
					/>
				</SimpleGrid>
				<SimpleGrid cols={{ base: 1, xs: 3 }} style={{ alignItems: "end" }}>
					{PRICES.map((name) => (
						<TextInput
							key={name}
							label={t(`tariff.${name}`)}
							rightSection={<Unit currency={currency} />}
							rightSectionWidth={52}
							inputMode="decimal"
							{...form.getInputProps(`${place}.${name}`)}
						/>
					))}
				</SimpleGrid>
				<Button
					variant="subtle"
					color="red"
					size="xs"
					w="fit-content"
					onClick={() => form.removeListItem("windows", index)}
				>
					{t("tariff.removeWindow")}
				</Button>
			</Stack>
		</Fieldset>
	);
}

function Unit({ currency }: { currency: string }) {
	return (
		<Text size="xs" c="dimmed">
			{currency}
		</Text>
	);
}

function tariffOf({ begin, moment, windows, startFee, ...prices }: FormValues, timeZone: string): NewTariff {
	return {
		...(begin === "other" && moment ? { validFrom: dayjs.tz(moment, timeZone).toISOString() } : {}),
		startFee: startFee.trim(),
		pricePerKwh: prices.pricePerKwh.trim(),
		pricePerMinute: prices.pricePerMinute.trim(),
		pricePerIdleMinute: prices.pricePerIdleMinute.trim(),
		windows: windows.map(({ key: _, weekdays, ...window }) => ({
			...window,
			weekdays: weekdays.map(Number).toSorted((a, b) => a - b),
		})),
	};
}
