import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { Language } from "./languages";
import { startLanguages } from "./start-languages";
import { colorVariables, theme } from "./theme";

/** Starts a page in the element `#page` with its texts, the common look and the room for notices. */
export async function startPage(texts: Record<Language, object>, page: ReactNode): Promise<void> {
	await startLanguages(texts);
	createRoot(document.getElementById("page")!).render(
		<StrictMode>
			<MantineProvider theme={theme} cssVariablesResolver={colorVariables} defaultColorScheme="auto">
				<Notifications position="top-center" />
				{page}
			</MantineProvider>
		</StrictMode>,
	);
}
