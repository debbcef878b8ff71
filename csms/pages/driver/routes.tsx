import type { RouteObject } from "react-router";
import { NotFoundPage } from "../parts/other-pages";
import { ConfirmationPage } from "./confirmation-page";
import { RegistrationPage } from "./registration-page";

/** The pages of drivers, and those that need no account. */
export const DRIVER_ROUTES: RouteObject[] = [
	{ path: "/", element: <RegistrationPage /> },
	{ path: "/registrations/:statusKey", element: <ConfirmationPage /> },
	{
		path: "/sign-in",
		lazy: async () => ({ Component: (await import("../account/sign-in-page")).SignInPage }),
	},
	{ path: "*", element: <NotFoundPage /> },
];
