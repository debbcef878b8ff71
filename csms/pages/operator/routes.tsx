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
				path: "diagnosis",
				lazy: async () => ({ Component: (await import("./diagnosis/diagnosis-tab")).DiagnosisTab }),
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
		path: "transactions/odd-stops",
		lazy: async () => ({ Component: (await import("./transactions/odd-stops-page")).OddStopsPage }),
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
		path: "diagnoses",
		lazy: async () => ({ Component: (await import("./diagnosis/diagnoses-page")).DiagnosesPage }),
	},
	{
		path: "diagnoses/:id",
		lazy: async () => ({ Component: (await import("./diagnosis/diagnosis-page")).DiagnosisPage }),
	},
	{
		path: "alarms",
		lazy: async () => ({ Component: (await import("./alarms/alarms-layout")).AlarmsLayout }),
		children: [
			{
				index: true,
				lazy: async () => ({ Component: (await import("./alarms/alarms-tab")).AlarmsTab }),
			},
			{
				path: "mail-server",
				lazy: async () => ({ Component: (await import("./alarms/mail-server-tab")).MailServerTab }),
			},
			{
				path: "webhooks",
				lazy: async () => ({ Component: (await import("./alarms/webhooks-tab")).WebhooksTab }),
			},
			{
				path: "sent",
				lazy: async () => ({ Component: (await import("./alarms/notices-tab")).NoticesTab }),
			},
		],
	},
	{
		path: "reports",
		lazy: async () => ({ Component: (await import("./reports/reports-page")).ReportsPage }),
	},
	{
		path: "settings",
		lazy: async () => ({ Component: (await import("./administration/settings-page")).SettingsPage }),
	},
	{
		path: "users",
		lazy: async () => ({ Component: (await import("./drivers/users-page")).UsersPage }),
	},
	{
		path: "users/:userId",
		lazy: async () => ({ Component: (await import("./drivers/user-page")).UserPage }),
	},
	{
		path: "accounts",
		lazy: async () => ({ Component: (await import("./administration/accounts-page")).AccountsPage }),
	},
	{
		path: "tokens",
		lazy: async () => ({ Component: (await import("./administration/tokens-page")).TokensPage }),
	},
	{
		path: "audit",
		lazy: async () => ({ Component: (await import("./administration/audit-page")).AuditPage }),
	},
	{
		path: "system",
		lazy: async () => ({ Component: (await import("./administration/system-page")).SystemPage }),
	},
	{
		path: "account",
		lazy: async () => ({ Component: (await import("./administration/own-account-page")).OwnAccountPage }),
	},
	{ path: "*", element: <NotFoundPage /> },
];
