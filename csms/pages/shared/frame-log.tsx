import {
	ActionIcon,
	Badge,
	Box,
	Button,
	Code,
	CopyButton,
	Group,
	Paper,
	Select,
	Stack,
	Text,
	TextInput,
	Tooltip,
	UnstyledButton,
} from "@mantine/core";
import {
	mdiArrowLeftThick,
	mdiArrowRightThick,
	mdiContentCopy,
	mdiDeleteOutline,
	mdiMagnify,
	mdiPause,
	mdiPlay,
} from "@mdi/js";
import { memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Frame, type FrameChoice, type FrameFilter, matches, summary } from "../../frames/frames";
import classes from "./frame-log.module.css";
import { Icon } from "./icon";
import { useFormats } from "./use-formats";

const KIND_COLORS = { call: "blue", result: "teal", error: "red", other: "orange" } as const;

interface FrameLogProps {
	/** Oldest first. */
	frames: Frame[];
	onClear: () => void;
	/** Height of the list, any CSS length. */
	height: string;
	/** What can be done with the frames that are chosen, such as a download. */
	actions?: (choice: FrameChoice) => ReactNode;
}

/** The OCPP-J frames of one charge point, newest at the bottom; a frame opens on a click. */
export function FrameLog({ frames, onClear, height, actions }: FrameLogProps) {
	const { t } = useTranslation();
	const [text, setText] = useState("");
	const [show, setShow] = useState<FrameFilter>("all");
	const [action, setAction] = useState("");
	/** While paused: what was there at that moment. */
	const [held, setHeld] = useState<Frame[] | null>(null);
	const list = useRef<HTMLUListElement>(null);
	const atEnd = useRef(true);

	const source = held ?? frames;
	const choice = useMemo(() => ({ show, action, text }), [show, action, text]);
	const shown = useMemo(() => source.filter((frame) => matches(frame, choice)), [source, choice]);
	const names = useMemo(
		() => [...new Set(frames.map((frame) => frame.action ?? ""))].filter(Boolean).sort(),
		[frames],
	);
	const newest = shown.at(-1)?.key;

	// biome-ignore lint/correctness/useExhaustiveDependencies: a new frame is what makes the list move on
	useLayoutEffect(() => {
		if (atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
	}, [newest]);

	const waiting = held ? frames.filter((frame) => frame.key > (held.at(-1)?.key ?? 0)).length : 0;
	const pauseLabel = held ? t("frames.resume", { count: waiting }) : t("frames.pause");
	return (
		<Stack gap="xs">
			<Group gap="xs">
				<TextInput
					flex="1 1 14rem"
					miw={0}
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
					placeholder={t("frames.filter")}
					aria-label={t("frames.filter")}
					leftSection={<Icon path={mdiMagnify} size={18} />}
				/>
				<Select
					flex="1 1 9rem"
					maw={220}
					aria-label={t("frames.show")}
					allowDeselect={false}
					value={show}
					onChange={(value) => setShow(value as FrameFilter)}
					data={[
						{ value: "all", label: t("frames.all") },
						{ value: "charge-point", label: t("frames.fromChargePoint") },
						{ value: "csms", label: t("frames.fromCsms") },
						{ value: "errors", label: t("frames.errors") },
					]}
				/>
				<Select
					flex="1 1 9rem"
					maw={220}
					aria-label={t("frames.action")}
					placeholder={t("frames.anyAction")}
					clearable
					value={action || null}
					onChange={(value) => setAction(value ?? "")}
					data={action === "" || names.includes(action) ? names : [...names, action]}
				/>
				<Tooltip label={pauseLabel}>
					<ActionIcon
						size="lg"
						variant={held ? "filled" : "default"}
						aria-label={pauseLabel}
						aria-pressed={held !== null}
						onClick={() => setHeld(held ? null : frames)}
					>
						<Icon path={held ? mdiPlay : mdiPause} />
					</ActionIcon>
				</Tooltip>
				<Tooltip label={t("frames.clear")}>
					<ActionIcon
						size="lg"
						variant="default"
						aria-label={t("frames.clear")}
						onClick={() => {
							setHeld(null);
							onClear();
						}}
					>
						<Icon path={mdiDeleteOutline} />
					</ActionIcon>
				</Tooltip>
				{actions?.(choice)}
			</Group>
			<Paper withBorder className={classes.frame}>
				<ul
					ref={list}
					className={classes.list}
					style={{ height }}
					aria-label={t("frames.title")}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
					tabIndex={0}
					onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
						atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
					}}
				>
					{shown.map((frame) => (
						<FrameRow key={frame.key} frame={frame} />
					))}
					{shown.length === 0 && (
						<li className={classes.empty}>{source.length === 0 ? t("frames.none") : t("frames.noMatch")}</li>
					)}
				</ul>
			</Paper>
		</Stack>
	);
}

const FrameRow = memo(function FrameRow({ frame }: { frame: Frame }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const [open, setOpen] = useState(false);
	const outgoing = frame.from === "charge-point";
	const duration =
		frame.answeredAfter === null ? null : t("frames.duration", { ms: formats.count(frame.answeredAfter) });
	const line = [duration, frame.errorCode, frame.errorDescription, summary(frame.payload)]
		.filter(Boolean)
		.join(" · ");
	return (
		<li className={classes.row} data-kind={frame.kind} data-from={frame.from}>
			<UnstyledButton className={classes.button} aria-expanded={open} onClick={() => setOpen(!open)}>
				<span className={classes.time}>{formats.preciseTime(frame.time)}</span>
				<span className={classes.arrow}>
					<Icon path={outgoing ? mdiArrowRightThick : mdiArrowLeftThick} size={16} />
					<span className={classes.hidden}>
						{outgoing ? t("frames.fromChargePoint") : t("frames.fromCsms")}
					</span>
				</span>
				<Badge className={classes.kind} size="sm" radius="sm" variant="light" color={KIND_COLORS[frame.kind]}>
					{t(`frames.kind.${frame.kind}`)}
				</Badge>
				<span className={classes.action}>{frame.action ?? t("frames.unknownAction")}</span>
				<span className={classes.summary}>{line}</span>
			</UnstyledButton>
			{open && (
				<Box className={classes.detail}>
					<Group gap="md" justify="space-between">
						<Text size="xs" c="dimmed" className={classes.id}>
							{frame.messageId !== null && t("frames.messageId", { id: frame.messageId })}
							{frame.answeredAfter !== null &&
								` · ${t("frames.answeredAfter", { ms: formats.count(frame.answeredAfter) })}`}
						</Text>
						<CopyButton value={JSON.stringify(frame.payload, null, "\t") ?? ""}>
							{({ copied, copy }) => (
								<Button
									size="compact-xs"
									variant="default"
									leftSection={<Icon path={mdiContentCopy} size={14} />}
									onClick={copy}
								>
									{copied ? t("frames.copied") : t("frames.copy")}
								</Button>
							)}
						</CopyButton>
					</Group>
					{frame.errorCode && (
						<Text size="sm" fw={600} c="var(--mantine-color-error)">
							{frame.errorCode}
							{frame.errorDescription ? ` · ${frame.errorDescription}` : ""}
						</Text>
					)}
					<Code block className={classes.payload}>
						{typeof frame.payload === "string" ? frame.payload : JSON.stringify(frame.payload, null, 2)}
					</Code>
				</Box>
			)}
		</li>
	);
});
