import { createBrowserRouter } from "react-router";
import { DriverLayout } from "./driver/driver-layout";
import { DRIVER_ROUTES, OWN_ROUTES } from "./driver/routes";
import { OPERATOR_ROUTES } from "./operator/routes";
import { LoadingPage, ProblemPage } from "./parts/other-pages";
import { addTexts } from "./shared/start-languages";
import { ALL_TEXTS, OWN_TEXTS } from "./texts";

/** The addresses of the pages. A driver loads nothing of the operator's pages. */
export function newRouter() {
	return createBrowserRouter([
		{
			element: <DriverLayout />,
			errorElement: <ProblemPage />,
			hydrateFallbackElement: <LoadingPage />,
			children: DRIVER_ROUTES,
		},
		{
			path: "/my",
			errorElement: <ProblemPage />,
			hydrateFallbackElement: <LoadingPage />,
			lazy: async () => {
				const [layout] = await Promise.all([import("./driver/own-layout"), addTexts(OWN_TEXTS)]);
				return { Component: layout.OwnLayout };
			},
			children: OWN_ROUTES,
		},
		{
			path: "/operator",
			errorElement: <ProblemPage />,
			hydrateFallbackElement: <LoadingPage />,
			lazy: async () => {
				const [layout] = await Promise.all([import("./operator/operator-layout"), addTexts(ALL_TEXTS)]);
				return { Component: layout.OperatorLayout };
			},
			children: OPERATOR_ROUTES,
		},
	]);
}
