import {
	Alert,
	AppShell,
	Box,
	Code,
	Container,
	Group,
	Loader,
	Stack,
	Tabs,
	Text,
	Title,
} from "@mantine/core";
import { mdiLanDisconnect } from "@mdi/js";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ColorSchemeSwitch } from "../../csms/pages/shared/color-scheme-switch";
import { FrameLog } from "../../csms/pages/shared/frame-log";
import { Icon } from "../../csms/pages/shared/icon";
import { LanguageSwitch } from "../../csms/pages/shared/language-switch";
import { useFormats } from "../../csms/pages/shared/use-formats";
import { FrontCard, WholeCard } from "./charge-point-card";
import { ConnectorCard } from "./connector-card";
import { type Live, type LogLine, useLive } from "./live";
import classes from "./panel.module.css";

/** The whole panel: the hardware on the left, what passes over the wire beside it. */
export function Panel() {
	const { t } = useTranslation();
	const live = useLive();
	const identity = live.state?.identity;
	useEffect(() => {
		document.title = identity ? t("panel.documentTitle", { identity }) : t("panel.title");
	}, [identity, t]);
	return (
		<AppShell header={{ height: 56 }} padding="md">
			<AppShell.Header>
				<Group h="100%" px="md" justify="space-between" wrap="nowrap">
					<Title order={1} size="h4" lineClamp={1}>
						{t("panel.title")}
					</Title>
					<Group gap={4} wrap="nowrap">
						<LanguageSwitch />
						<ColorSchemeSwitch />
					</Group>
				</Group>
			</AppShell.Header>
			<AppShell.Main>
				<Container size={1700} p={0}>
					{!live.streaming && (
						<Alert
							mb="md"
							color="red"
							icon={<Icon path={mdiLanDisconnect} />}
							title={t("refusal.silent")}
							role="alert"
						>
							{t("panel.silent")}
						</Alert>
					)}
					{live.state === null ? (
						<Loader m="xl" aria-label={t("panel.loading")} />
					) : (
						<div className={classes.columns}>
							<div className={classes.front}>
								<FrontCard state={live.state} stateAt={live.stateAt} />
							</div>
							<Stack gap="md" className={classes.connectors}>
								{live.state.connectors.map((connector) => (
									<ConnectorCard key={connector.id} connector={connector} />
								))}
							</Stack>
							<div className={classes.whole}>
								<WholeCard state={live.state} />
							</div>
							<Box component="aside" className={classes.wire} aria-label={t("panel.wire")}>
								<Wire live={live} />
							</Box>
						</div>
					)}
				</Container>
			</AppShell.Main>
		</AppShell>
	);
}

function Wire({ live }: { live: Live }) {
	const { t } = useTranslation();
	return (
		<Tabs defaultValue="frames" keepMounted={false}>
			<Tabs.List mb="sm">
				<Tabs.Tab value="frames">{t("frames.title")}</Tabs.Tab>
				<Tabs.Tab value="log">{t("log.title")}</Tabs.Tab>
			</Tabs.List>
			<Tabs.Panel value="frames">
				<FrameLog
					frames={live.frames}
					onClear={live.clearFrames}
					height="max(20rem, calc(100dvh - 13.5rem))"
				/>
			</Tabs.Panel>
			<Tabs.Panel value="log">
				<Log lines={live.log} />
			</Tabs.Panel>
		</Tabs>
	);
}

/** What the firmware and the simulator say of themselves, newest first. */
function Log({ lines }: { lines: LogLine[] }) {
	const { t } = useTranslation();
	const formats = useFormats();
	if (lines.length === 0) {
		return (
			<Text c="dimmed" size="sm" p="md">
				{t("log.none")}
			</Text>
		);
	}
	return (
		<Code block className={classes.log} tabIndex={0} aria-label={t("log.title")}>
			{lines.toReversed().map((line) => (
				<div key={line.key}>
					{formats.preciseTime(line.time)} {line.text}
				</div>
			))}
		</Code>
	);
}
