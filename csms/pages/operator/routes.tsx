import type { RouteObject } from "react-router";
import { NotFoundPage } from "../parts/other-pages";

/** The operator's pages, below `/operator`. */
export const OPERATOR_ROUTES: RouteObject[] = [
	{
		index: true,
		lazy: async () => ({ Component: (await import("./overview/overview-page")).OverviewPage }),
	},
	{
		path: "charge-points/:identity",
		lazy: async () => ({ Component: (await import("./charge-point/charge-point-page")).ChargePointPage }),
		children: [
			{
				index: true,
				lazy: async () => ({ Component: (await import("./charge-point/now-tab")).NowTab }),
			},
			{
				path: "messages",
				lazy: async () => ({ Component: (await import("./charge-point/messages-tab")).MessagesTab }),
			},
			{
				path: "files",
				lazy: async () => ({ Component: (await import("./charge-point/files-tab")).FilesTab }),
			},
		],
	},
	{
		path: "registrations",
		lazy: async () => ({ Component: (await import("./drivers/registrations-page")).RegistrationsPage }),
	},
	{
		path: "id-tags",
		lazy: async () => ({ Component: (await import("./drivers/id-tags-page")).IdTagsPage }),
	},
	{
		path: "transactions",
		lazy: async () => ({ Component: (await import("./transactions/transactions-page")).TransactionsPage }),
	},
	{
		path: "transactions/:transactionId",
		lazy: async () => ({ Component: (await import("./transactions/transaction-page")).TransactionPage }),
	},
	{
		path: "authorizations",
		lazy: async () => ({ Component: (await import("./drivers/authorizations-page")).AuthorizationsPage }),
	},
	{
		path: "statistics",
		lazy: async () => ({ Component: (await import("./statistics/statistics-page")).StatisticsPage }),
	},
	{
		path: "statistics/transactions",
		lazy: async () => ({ Component: (await import("./statistics/behind-page")).BehindPage }),
	},
	{
		path: "tariffs",
		lazy: async () => ({ Component: (await import("./statistics/tariffs-page")).TariffsPage }),
	},
	{
		path: "settings",
		lazy: async () => ({ Component: (await import("./administration/settings-page")).SettingsPage }),
	},
	{ path: "*", element: <NotFoundPage /> },
];
