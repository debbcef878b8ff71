import { FileInput, Stack, Text } from "@mantine/core";
import { mdiTrayArrowUp } from "@mdi/js";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shared/icon";
import classes from "./file-drop.module.css";

interface FileDropProps {
	label: string;
	/** MIME types or endings, as an `<input type="file">` takes them. */
	accept?: string;
	error?: string;
	value: File | null;
	onChange: (file: File | null) => void;
}

/** One file: chosen, or dropped here from elsewhere. */
export function FileDrop({ label, accept, error, value, onChange }: FileDropProps) {
	const { t } = useTranslation();
	const [over, setOver] = useState(false);
	const drag = (isOver: boolean) => (event: DragEvent) => {
		event.preventDefault();
		setOver(isOver);
	};
	return (
		<Stack
			gap={4}
			p="sm"
			className={classes.area}
			data-over={over}
			onDragOver={drag(true)}
			onDragLeave={drag(false)}
			onDrop={(event) => {
				drag(false)(event);
				const file = event.dataTransfer.files.item(0);
				if (file) onChange(file);
			}}
		>
			<FileInput
				label={label}
				placeholder={t("fileDrop.choose")}
				required
				clearable
				accept={accept}
				error={error}
				leftSection={<Icon path={mdiTrayArrowUp} size={18} />}
				clearButtonProps={{ "aria-label": t("page.clear") }}
				value={value}
				onChange={onChange}
			/>
			<Text size="xs" c="dimmed">
				{t("fileDrop.words")}
			</Text>
		</Stack>
	);
}
