import type { Language } from "../charge-point/state";
import { frozen } from "../frozen";

/** The fields of the page, in its order. */
export type Field = "ssid" | "password" | "csms" | "id" | "key" | "language";

export interface SetupTexts {
	title: string;
	labels: Record<Field, string>;
	/** What to type, below the field. */
	hints: Partial<Record<Field, string>>;
	/** The hint of a secret that is known already: it is never shown. */
	kept: string;
	/** What is wrong with a field. */
	errors: Record<Field, string>;
	/** Above the form when a field is wrong. */
	wrong: string;
	save: string;
	/** The page after saving: its title, and what happens next. */
	saved: string;
	next: string;
	/** It could not be stored. */
	failed: string;
}

const ENGLISH: SetupTexts = frozen({
	title: "Set up the charge point",
	labels: {
		ssid: "Wi-Fi network",
		password: "Wi-Fi password",
		csms: "Server (CSMS)",
		id: "Charge point identity",
		key: "Authorization key",
		language: "Language of the screen",
	},
	hints: {
		ssid: "Choose one that was found, or type its name. 2.4 GHz only.",
		password: "Empty for an open network.",
		csms: "Without the identity, such as wss://csms.example.com/ocpp",
		id: "As the server knows it. Empty: made of the hardware's address.",
		key: "If the server asks for one: 32 to 40 digits 0-9, a-f.",
	},
	kept: "Empty: what was stored or typed before is kept.",
	errors: {
		ssid: "Type the name of the network, at most 32 bytes.",
		password: "A Wi-Fi password has 8 to 63 characters of the English keyboard.",
		csms: "Type an address that begins with ws:// or wss://, without spaces, user name or #.",
		id: "At most 48 characters, without colon.",
		key: "An even number of digits 0-9 and a-f, 32 to 40.",
		language: "Choose one of the languages.",
	},
	wrong: "Nothing is saved yet. Please look at the marked fields.",
	save: "Save and restart",
	saved: "Saved",
	next:
		"The charge point restarts with these settings as soon as nobody charges. " +
		"This network then ends. If something was wrong, open the set-up again with the button at the board.",
	failed: "The settings could not be stored. Please try again.",
});

const TAIWAN: SetupTexts = frozen({
	title: "設定充電樁",
	labels: {
		ssid: "Wi-Fi 網路",
		password: "Wi-Fi 密碼",
		csms: "後台伺服器（CSMS）",
		id: "充電樁識別碼",
		key: "授權金鑰",
		language: "螢幕語言",
	},
	hints: {
		ssid: "請選擇找到的網路或輸入名稱，僅支援 2.4 GHz。",
		password: "開放網路請留空。",
		csms: "不含識別碼，例如 wss://csms.example.com/ocpp",
		id: "與後台登記的相同。留空則由硬體位址產生。",
		key: "後台要求時才需要：32 至 40 位 0-9、a-f。",
	},
	kept: "留空則保留先前儲存或輸入的內容。",
	errors: {
		ssid: "請輸入網路名稱，最多 32 位元組。",
		password: "Wi-Fi 密碼須為 8 至 63 個半形英數字或符號。",
		csms: "請輸入以 ws:// 或 wss:// 開頭的網址，不含空格、使用者名稱或 #。",
		id: "最多 48 個字元，不含冒號。",
		key: "須為 0-9、a-f 的偶數位數，32 至 40 位。",
		language: "請選擇一種語言。",
	},
	wrong: "尚未儲存，請檢查標示的欄位。",
	save: "儲存並重新啟動",
	saved: "已儲存",
	next: "無人充電時，充電樁即以新設定重新啟動，本網路隨之關閉。設定若有誤，請用板上的按鈕重新開啟設定。",
	failed: "無法儲存設定，請再試一次。",
});

export const SETUP_TEXTS: Record<Language, SetupTexts> = frozen({ en: ENGLISH, "zh-TW": TAIWAN });
