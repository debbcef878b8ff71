import { Autocomplete, Group } from "@mantine/core";
import { mdiCardAccountDetailsOutline } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../csms/pages/shared/icon";
import { sendInput } from "./control-api";
import { PushButton } from "./hardware";
import { useSend } from "./send";

/** Cards that were presented last are offered again. */
const RECENT_IDS = 8;
const STORED_IDS = "idTags";

function recentIds(): string[] {
	return JSON.parse(localStorage.getItem(STORED_IDS) ?? "[]") as string[];
}

function rememberId(idTag: string): void {
	const ids = [idTag, ...recentIds().filter((id) => id !== idTag)].slice(0, RECENT_IDS);
	localStorage.setItem(STORED_IDS, JSON.stringify(ids));
}

/** A card reader: presents an id at connector `connector`, or at the common reader, 0. */
export function Reader({ connector }: { connector: number }) {
	const { t } = useTranslation();
	const send = useSend();
	const [idTag, setIdTag] = useState(() => recentIds()[0] ?? "");
	const [known, setKnown] = useState(recentIds);
	const [missing, setMissing] = useState(false);

	const present = () => {
		const id = idTag.trim();
		setMissing(id === "");
		if (id === "") return;
		rememberId(id);
		void send(sendInput(connector, "idTag", id));
	};
	return (
		<Group wrap="nowrap" align="flex-start" gap="sm">
			<Autocomplete
				flex={1}
				label={connector === 0 ? t("reader.common") : t("reader.label")}
				placeholder={t("reader.placeholder")}
				maxLength={20}
				autoComplete="off"
				leftSection={<Icon path={mdiCardAccountDetailsOutline} size={18} />}
				data={known}
				filter={({ options }) => options}
				error={missing ? t("reader.missing") : undefined}
				value={idTag}
				onChange={setIdTag}
				onDropdownOpen={() => setKnown(recentIds())}
				onKeyDown={(event) => {
					if (event.key === "Enter" && !event.nativeEvent.isComposing) present();
				}}
			/>
			<PushButton color="#2f9e44" name={t("reader.present")} onPress={present} />
		</Group>
	);
}
