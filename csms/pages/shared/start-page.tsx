import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import { setNonce } from "get-nonce";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startLanguages, type TextLoaders } from "./start-languages";
import { colorVariables, theme } from "./theme";

/** What the page's content policy lets style elements stand by; empty where the server gives none. */
function nonce(): string {
	return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}

/** Starts a page in the element `#page` with its texts, the common look and the room for notices. */
export async function startPage(texts: TextLoaders, page: ReactNode): Promise<void> {
	await startLanguages(texts);
	// Dialogs keep the page behind them from scrolling by a style element of their own.
	setNonce(nonce());
	createRoot(document.getElementById("page")!).render(
		<StrictMode>
			<MantineProvider
				theme={theme}
				cssVariablesResolver={colorVariables}
				defaultColorScheme="auto"
				getStyleNonce={nonce}
			>
				<Notifications position="top-center" />
				{page}
			</MantineProvider>
		</StrictMode>,
	);
}
