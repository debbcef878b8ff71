import { startPage } from "../../csms/pages/shared/start-page";
import { Panel } from "./panel";

await startPage(
	{
		en: async () => (await import("./texts/en.json")).default,
		"zh-TW": async () => (await import("./texts/zh-TW.json")).default,
	},
	<Panel />,
);
