import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { newQueryClient } from "./api/queries";
import { newRouter } from "./routes";
import { startPage } from "./shared/start-page";
import en from "./texts/en.json";
import zhTw from "./texts/zh-TW.json";

await startPage(
	{ en, "zh-TW": zhTw },
	<QueryClientProvider client={newQueryClient()}>
		<RouterProvider router={newRouter()} />
	</QueryClientProvider>,
);
