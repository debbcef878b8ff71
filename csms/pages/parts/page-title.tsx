import { Title } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** A page's heading, which also is the title of the browser's tab. */
export function PageTitle({ title }: { title: string }) {
	const { t } = useTranslation();
	useEffect(() => {
		document.title = t("product.documentTitle", { title });
	}, [title, t]);
	return (
		<Title order={1} size="h2">
			{title}
		</Title>
	);
}
