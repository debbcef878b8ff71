import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { newQueryClient } from "./api/query-client";
import { newRouter } from "./routes";
import { startPage } from "./shared/start-page";

await startPage(
	{
		en: async () => (await import("../texts/en/catalogue")).texts,
		"zh-TW": async () => (await import("../texts/zh-TW/catalogue")).texts,
	},
	<QueryClientProvider client={newQueryClient()}>
		<RouterProvider router={newRouter()} />
	</QueryClientProvider>,
);
