import { Text } from "@mantine/core";
import "@wokwi/elements/dist/esm/led-element";
import "@wokwi/elements/dist/esm/pushbutton-element";
import "@wokwi/elements/dist/esm/ssd1306-element";
import type { PushbuttonElement } from "@wokwi/elements/dist/esm/pushbutton-element";
import type { SSD1306Element } from "@wokwi/elements/dist/esm/ssd1306-element";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ObservedState } from "../observed-state";
import { showDisplay } from "./display";
import classes from "./hardware.module.css";

/** The OLED with what the simulated one shows; asked for again with each state of the simulator. */
export function Oled({ state }: { state: ObservedState }) {
	const { t } = useTranslation();
	const element = useRef<SSD1306Element>(null);
	const loading = useRef(false);
	const stale = useRef(false);

	// biome-ignore lint/correctness/useExhaustiveDependencies: each new state may come with a new picture
	useEffect(() => {
		const load = async () => {
			stale.current = true;
			if (loading.current) return;
			loading.current = true;
			while (stale.current) {
				stale.current = false;
				if (element.current) await showDisplay(element.current);
			}
			loading.current = false;
		};
		void load();
	}, [state]);

	return (
		<wokwi-ssd1306
			ref={element}
			className={classes.oled}
			role="img"
			aria-label={t("hardware.display", { lines: state.display.lines.join(" / ") })}
		/>
	);
}

/** One LED with its name below. */
export function Led({ on, color, name }: { on: boolean; color: string; name: string }) {
	const { t } = useTranslation();
	return (
		<div className={classes.part}>
			<wokwi-led
				value={on}
				color={color}
				role="img"
				aria-label={on ? t("hardware.ledOn", { name }) : t("hardware.ledOff", { name })}
			/>
			<Text size="xs" aria-hidden="true">
				{name}
			</Text>
		</div>
	);
}

interface PushButtonProps {
	color: string;
	name: string;
	onPress: () => void;
}

/** A push-button with its name below. */
export function PushButton({ color, name, onPress }: PushButtonProps) {
	const element = useRef<PushbuttonElement>(null);
	useEffect(() => {
		// The element's own name for screen readers is English and speaks of its colour.
		void element.current?.updateComplete.then(() => {
			element.current?.shadowRoot?.querySelector("button")?.setAttribute("aria-label", name);
		});
	}, [name]);
	return (
		<div className={classes.part}>
			<wokwi-pushbutton ref={element} color={color} onClick={onPress} />
			<Text size="xs" aria-hidden="true">
				{name}
			</Text>
		</div>
	);
}
