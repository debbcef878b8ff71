import type { RouteObject } from "react-router";
import { NotFoundPage } from "../parts/other-pages";
import { RegistrationPage } from "./registration-page";

/** The pages of drivers that need no account. */
export const DRIVER_ROUTES: RouteObject[] = [
	{ path: "/", element: <RegistrationPage /> },
	{
		path: "/registrations/:statusKey",
		lazy: async () => ({ Component: (await import("./confirmation-page")).ConfirmationPage }),
	},
	{
		path: "/sign-in",
		lazy: async () => ({ Component: (await import("../account/sign-in-page")).SignInPage }),
	},
	{
		path: "/forgotten-password",
		lazy: async () => ({
			Component: (await import("../account/forgotten-password-page")).ForgottenPasswordPage,
		}),
	},
	{
		path: "/new-password/:linkKey",
		lazy: async () => ({ Component: (await import("../account/new-password-page")).NewPasswordPage }),
	},
	{ path: "*", element: <NotFoundPage /> },
];

/** The pages of a driver who is signed in, below `/my`. */
export const OWN_ROUTES: RouteObject[] = [
	{
		index: true,
		lazy: async () => ({ Component: (await import("./charging-page")).ChargingPage }),
	},
	{
		path: "cards",
		lazy: async () => ({ Component: (await import("./cards-page")).CardsPage }),
	},
	{
		path: "records",
		lazy: async () => ({ Component: (await import("./records-page")).RecordsPage }),
	},
	{
		path: "records/:transactionId",
		lazy: async () => ({ Component: (await import("./record-page")).RecordPage }),
	},
	{
		path: "account",
		lazy: async () => ({ Component: (await import("./account-page")).AccountPage }),
	},
	{ path: "*", element: <NotFoundPage /> },
];
