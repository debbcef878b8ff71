import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { newQueryClient } from "./api/query-client";
import { newRouter } from "./routes";
import { startPage } from "./shared/start-page";
import { FIRST_TEXTS } from "./texts";

await startPage(
	FIRST_TEXTS,
	<QueryClientProvider client={newQueryClient()}>
		<RouterProvider router={newRouter()} />
	</QueryClientProvider>,
);
