import { describe, expect, test } from "vitest";
import { expectAccessible, expectNoSidewaysScrolling, PHONE, shareBrowser } from "../pages/browser";
import { KNOWN, startSetup } from "./setup-page";

const browser = shareBrowser();

/** The words of the page that the test looks for. */
const READERS = [
	{
		...{ locale: "en-US", lang: "en", ssid: "Wi-Fi network", password: "Wi-Fi password" },
		...{ csms: "Server (CSMS)", id: "Charge point identity", key: "Authorization key" },
		...{ language: "Language of the screen", save: "Save and restart", saved: "Saved" },
		error: "Type an address that begins with ws:// or wss://, without spaces, user name or #.",
	},
	{
		...{ locale: "zh-TW", lang: "zh-TW", ssid: "Wi-Fi 網路", password: "Wi-Fi 密碼" },
		...{ csms: "後台伺服器（CSMS）", id: "充電樁識別碼", key: "授權金鑰" },
		...{ language: "螢幕語言", save: "儲存並重新啟動", saved: "已儲存" },
		error: "請輸入以 ws:// 或 wss:// 開頭的網址，不含空格、使用者名稱或 #。",
	},
] as const;

describe.each(READERS)("the set-up page on a phone in $locale", (words) => {
	test("a person fills the form, is told what is wrong, sets it right and saves", async () => {
		const { url, saved } = await startSetup();
		const page = await browser.open(url, { locale: words.locale, width: PHONE });
		expect(await page.locator("html").getAttribute("lang")).toBe(words.lang);
		await expectAccessible(page);
		await page.getByLabel(words.ssid).fill("Garage");
		await page.getByLabel(words.password).fill("wifi secret");
		await page.getByLabel(words.csms).fill("csms.example.com");
		await page.getByLabel(words.id).fill("CP 7");
		await page.getByLabel(words.key).fill("00112233445566778899aabbccddeeff");
		await page.getByLabel(words.language).selectOption("zh-TW");
		await page.getByRole("button", { name: words.save }).click();

		const csms = page.getByLabel(words.csms);
		await page.getByRole("alert").waitFor();
		expect(await csms.getAttribute("aria-invalid")).toBe("true");
		await page.getByText(words.error).waitFor();
		expect(await page.getByLabel(words.id).inputValue()).toBe("CP 7");
		expect(await page.getByLabel(words.password).inputValue()).toBe("");
		await expectAccessible(page);
		await expectNoSidewaysScrolling(page);

		await csms.fill("wss://csms.example.com/ocpp");
		await page.getByRole("button", { name: words.save }).click();
		await page.getByRole("heading", { name: words.saved }).waitFor();
		await expectAccessible(page);
		expect(saved).toEqual([
			{
				...{ ssid: "Garage", password: "wifi secret", csms: "wss://csms.example.com/ocpp", id: "CP 7" },
				...{ key: "00112233445566778899aabbccddeeff", language: "zh-TW" },
			},
		]);
	});

	test("in the dark it can be read as well, and shows no secrets", async () => {
		const { url } = await startSetup({ settings: KNOWN });
		const page = await browser.open(url, { locale: words.locale, width: PHONE, colorScheme: "dark" });
		await expectAccessible(page);
		await expectNoSidewaysScrolling(page);
		expect(await page.content()).not.toContain(KNOWN.key);
		expect(await page.getByLabel(words.language).inputValue()).toBe("zh-TW");
	});
});
