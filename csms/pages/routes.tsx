import { createBrowserRouter } from "react-router";
import { DriverLayout } from "./driver/driver-layout";
import { DRIVER_ROUTES } from "./driver/routes";
import { OPERATOR_ROUTES } from "./operator/routes";
import { LoadingPage, ProblemPage } from "./parts/other-pages";

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
			path: "/operator",
			errorElement: <ProblemPage />,
			hydrateFallbackElement: <LoadingPage />,
			lazy: async () => ({ Component: (await import("./operator/operator-layout")).OperatorLayout }),
			children: OPERATOR_ROUTES,
		},
	]);
}
