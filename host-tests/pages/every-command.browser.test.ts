import type { Locator, Page } from "playwright-core";
import { afterEach, describe, expect, test } from "vitest";
import { ACTIONS, type Action } from "../../csms/pages/operator/commands/commands";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import { validate } from "../../modules/ocpp/validate";
import { boot, type Peer } from "../csms/charge-point-peer";
import { shareCsms } from "../csms/running-csms";
import { shareBrowser } from "./browser";
import { tellStatus } from "./charging";
import { field, fill } from "./form-fields";
import { shareOperator } from "./operator";
import { serve } from "./serve";

const csms = shareCsms({ messageTimeout: 2 });
const browser = shareBrowser();
const { open } = shareOperator(csms, browser);

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

const RESPONSES = {
	GetConfiguration: { configurationKey: [] },
	GetDiagnostics: { fileName: "diagnostics.txt" },
	GetLog: { status: "Accepted", filename: "log.txt" },
	GetLocalListVersion: { listVersion: 3 },
	UpdateFirmware: {},
	UnlockConnector: { status: "Unlocked" },
};

async function pick(page: Page, dialog: Locator, label: string): Promise<void> {
	await field(dialog, label).click();
	await page.getByRole("button", { name: "Month after" }).click();
	await page.locator("table button:not([data-outside])").nth(14).click();
	await page.getByRole("button", { name: "Take this time" }).click();
}

/** Fills in what a form needs beyond what it begins with. */
const FILLING: Partial<Record<Action, (dialog: Locator, page: Page) => Promise<void>>> = {
	RemoteStartTransaction: (dialog) => fill(dialog, "Id", "CARD-1"),
	RemoteStopTransaction: (dialog) => fill(dialog, "Session", "12"),
	UnlockConnector: choosesConnector("Connector 1"),
	ChangeAvailability: choosesConnector("The whole charge point"),
	GetCompositeSchedule: choosesConnector("Connector 1"),
	ChangeConfiguration: async (dialog) => {
		await fill(dialog, "Configuration key", "HeartbeatInterval");
		await fill(dialog, "Value", "60");
	},
	SendLocalList: (dialog) => fill(dialog, "Version", "4"),
	ReserveNow: async (dialog, page) => {
		await choosesConnector("Connector 2")(dialog, page);
		await fill(dialog, "Id", "CARD-1");
		await pick(page, dialog, "Until");
	},
	CancelReservation: (dialog) => fill(dialog, "Reservation", "9"),
	SetChargingProfile: async (dialog, page) => {
		await choosesConnector("The whole charge point")(dialog, page);
		await fill(dialog, "Stack level", "0");
		await pick(page, dialog, "Begins");
		await fill(dialog, "Begins after, seconds", "0");
		await fill(dialog, "Limit", "16");
	},
	UpdateFirmware: (dialog) => fill(dialog, "Address", "https://example.com/image.bin"),
	SignedUpdateFirmware: async (dialog) => {
		await fill(dialog, "Address", "https://example.com/image.bin");
		await fill(dialog, "Signing certificate", PEM);
		await fill(dialog, "Signature", "AAAA");
	},
	GetDiagnostics: (dialog) => fill(dialog, "Address", "https://example.com/files/"),
	GetLog: (dialog) => fill(dialog, "Address", "https://example.com/files/"),
	CertificateSigned: (dialog) => fill(dialog, "Certificate chain", PEM),
	InstallCertificate: (dialog) => fill(dialog, "Certificate", PEM),
	DeleteCertificate: async (dialog) => {
		await fill(dialog, "Hash of the issuer’s name", "0a");
		await fill(dialog, "Hash of the issuer’s key", "0b");
		await fill(dialog, "Serial number", "0c");
	},
	DataTransfer: (dialog) => fill(dialog, "Vendor", "Acme"),
};
/** The CSMS itself looks into these, and a made-up certificate is none. */
const REFUSED_HERE: readonly Action[] = ["CertificateSigned", "InstallCertificate"];

function choosesConnector(option: string) {
	return async (dialog: Locator, page: Page) => {
		await dialog.getByRole("combobox", { name: "Connector" }).click();
		await page.getByRole("option", { name: option }).click();
	};
}

describe("every command", () => {
	let peer: Peer;
	afterEach(() => peer.terminate());

	test.each(ACTIONS)("%s: its form sends a payload that is right by the schema", async (action) => {
		const identity = `FORM-${action}`;
		peer = await boot(csms.ocpp, identity);
		const asked = serve(peer, RESPONSES);
		for (const connectorId of [1, 2]) await tellStatus(peer, connectorId, "Available");
		const page = await open(`/operator/charge-points/${identity}/commands`);
		await page.getByLabel("Find a command").fill(action);
		await page.getByRole("button", { name: new RegExp(`(^|\\s)${action}$`) }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("button", { name: "Send" }).waitFor();
		await FILLING[action]?.(dialog, page);
		await dialog.getByRole("button", { name: "Send" }).click();
		const really = dialog.getByRole("button", { name: "Yes, send" });
		await really.or(dialog.getByRole("alert")).first().waitFor();
		if (await really.isVisible()) await really.click();
		if (REFUSED_HERE.includes(action)) {
			await dialog.getByText("A parameter is not as OCPP demands it.").waitFor();
			return;
		}
		await dialog.getByText(/^(Answer: |Answered)/).waitFor();
		expect(asked).toHaveLength(1);
		expect(asked[0][0]).toBe(action);
		expect(validate(chargePointSchemas.requests[action], asked[0][1])).toBeUndefined();
	});
});
