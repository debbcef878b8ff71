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
				path: "commands",
				lazy: async () => ({ Component: (await import("./charge-point/commands-tab")).CommandsTab }),
			},
			{
				path: "configuration",
				lazy: async () => ({
					Component: (await import("./charge-point/configuration-tab")).ConfigurationTab,
				}),
			},
			{
				path: "history",
				lazy: async () => ({ Component: (await import("./charge-point/history/history-tab")).HistoryTab }),
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
				path: "charging",
				lazy: async () => ({ Component: (await import("./charging/charging-tab")).ChargingTab }),
			},
			{
				path: "reservations",
				lazy: async () => ({ Component: (await import("./reservations/reservations-tab")).ReservationsTab }),
			},
			{
				path: "local-list",
				lazy: async () => ({ Component: (await import("./local-lists/local-list-tab")).LocalListTab }),
			},
			{
				path: "certificates",
				lazy: async () => ({ Component: (await import("./certificates/certificates-tab")).CertificatesTab }),
			},
			{
				path: "files",
				lazy: async () => ({ Component: (await import("./charge-point/files-tab")).FilesTab }),
			},
		],
	},
	{
		path: "charging-profiles",
		lazy: async () => ({ Component: (await import("./charging/profiles-page")).ProfilesPage }),
	},
	{
		path: "charging-profiles/new",
		lazy: async () => ({ Component: (await import("./charging/profile-page")).ProfilePage }),
	},
	{
		path: "charging-profiles/:chargingProfileId",
		lazy: async () => ({ Component: (await import("./charging/profile-page")).ProfilePage }),
	},
	{
		path: "reservations",
		lazy: async () => ({ Component: (await import("./reservations/reservations-page")).ReservationsPage }),
	},
	{
		path: "local-lists",
		lazy: async () => ({ Component: (await import("./local-lists/local-lists-page")).LocalListsPage }),
	},
	{
		path: "firmware",
		lazy: async () => ({ Component: (await import("./firmware/firmware-page")).FirmwarePage }),
	},
	{
		path: "firmware/campaigns/:campaignId",
		lazy: async () => ({ Component: (await import("./firmware/campaign-page")).CampaignPage }),
	},
	{
		path: "logs",
		lazy: async () => ({ Component: (await import("./files/logs-page")).LogsPage }),
	},
	{
		path: "certificates",
		lazy: async () => ({ Component: (await import("./certificates/certificates-page")).CertificatesPage }),
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
