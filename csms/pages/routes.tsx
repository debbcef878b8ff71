import { createBrowserRouter } from "react-router";
import { ConfirmationPage } from "./driver/confirmation-page";
import { DriverLayout } from "./driver/driver-layout";
import { RegistrationPage } from "./driver/registration-page";
import { LoadingPage, NotFoundPage, ProblemPage } from "./other-pages";

/** The addresses of the pages. A driver loads nothing of the operator's pages. */
export function newRouter() {
	return createBrowserRouter([
		{
			element: <DriverLayout />,
			errorElement: <ProblemPage />,
			hydrateFallbackElement: <LoadingPage />,
			children: [
				{ path: "/", element: <RegistrationPage /> },
				{ path: "/registrations/:statusKey", element: <ConfirmationPage /> },
				{
					path: "/sign-in",
					lazy: async () => ({ Component: (await import("./operator/sign-in-page")).SignInPage }),
				},
				{ path: "*", element: <NotFoundPage /> },
			],
		},
		{
			path: "/operator",
			errorElement: <ProblemPage />,
			hydrateFallbackElement: <LoadingPage />,
			lazy: async () => ({ Component: (await import("./operator/operator-layout")).OperatorLayout }),
			children: [
				{
					index: true,
					lazy: async () => ({ Component: (await import("./operator/overview-page")).OverviewPage }),
				},
				{
					path: "charge-points/:identity",
					lazy: async () => ({ Component: (await import("./operator/charge-point-page")).ChargePointPage }),
				},
				{
					path: "registrations",
					lazy: async () => ({
						Component: (await import("./operator/registrations-page")).RegistrationsPage,
					}),
				},
				{
					path: "id-tags",
					lazy: async () => ({ Component: (await import("./operator/id-tags-page")).IdTagsPage }),
				},
				{
					path: "transactions",
					lazy: async () => ({ Component: (await import("./operator/transactions-page")).TransactionsPage }),
				},
				{
					path: "transactions/:transactionId",
					lazy: async () => ({ Component: (await import("./operator/transaction-page")).TransactionPage }),
				},
				{
					path: "authorizations",
					lazy: async () => ({
						Component: (await import("./operator/authorizations-page")).AuthorizationsPage,
					}),
				},
				{
					path: "settings",
					lazy: async () => ({ Component: (await import("./operator/settings-page")).SettingsPage }),
				},
				{ path: "*", element: <NotFoundPage /> },
			],
		},
	]);
}
