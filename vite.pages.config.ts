import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";

/** The pages by name: their sources, and the port of the server that `vite` alone asks for data. */
export const PAGES = {
	csms: { root: "csms/pages", port: 8180 },
	panel: { root: "simulator/panel", port: 8181 },
} as const;
export type PageName = keyof typeof PAGES;

/** Packages of which nearly every page uses a part. */
const COMMON =
	/node_modules\/(react|react-dom|scheduler|react-router|i18next|react-i18next|@floating-ui|@tanstack\/(react-query|query-core)|@mantine\/(core|form|hooks|notifications|store))\//;

/** How Vite builds or serves one page; `outDir` from the project's folder. */
export function pageConfig(page: PageName, outDir = `.build/pages/${page}`): UserConfig {
	const { root, port } = PAGES[page];
	const path = (folder: string) => fileURLToPath(new URL(folder, import.meta.url));
	return {
		root: path(root),
		plugins: [react()],
		cacheDir: path(`.build/vite-${page}`),
		build: {
			outDir: path(outDir),
			emptyOutDir: true,
			target: "es2022",
			// Nothing is inlined as a data: address but what the content security policy allows: images.
			assetsInlineLimit: 0,
			modulePreload: { polyfill: false },
			reportCompressedSize: false,
			rolldownOptions: {
				output: {
					// What every page needs is one file instead of dozens; the chart library stays apart.
					codeSplitting: {
						groups: [{ name: "common", test: COMMON }],
					},
				},
			},
			chunkSizeWarningLimit: 1500,
		},
		server: { proxy: { "/api": `http://127.0.0.1:${port}` } },
	};
}

/** `npx vite -c vite.pages.config.ts --mode csms` (or `panel`) serves a page while it is worked on. */
export default defineConfig(({ mode }) => pageConfig(mode as PageName));
