import type { Language } from "../charge-point/state";
import { frozen } from "../frozen";
import type { ErrorCode } from "../ocpp/types";
import type { Picture } from "./view";

/** Why a presented id may not charge. */
export type Refusal = "Blocked" | "Expired" | "Invalid" | "ConcurrentTx" | "Reserved" | "Offline";

/** What the driver can do or has to wait for. */
export type Hint =
	| "pleaseWait"
	| "plugInOrCard"
	| "presentCard"
	| "plugIn"
	| "startsSoon"
	| "bookedCard"
	| "outOfService"
	| "unplug"
	| "cardAgain"
	| "tryAgain"
	| "askOperator"
	| "password"
	| "noNetwork"
	| "noServer"
	| "awaitServer"
	| "holdToTap"
	| "canCharge"
	| "awaitVehicles"
	| "installing";

export interface Texts {
	titles: Record<Picture, string>;
	hints: Record<Hint, string>;
	refusals: Record<Refusal, string>;
	errors: Record<ErrorCode, string>;
	emergencyStop: string;
	/** `n` transaction messages are kept until the CSMS can be reached. */
	waiting(n: number): string;
	/** Held for a card until a time of day, or a date. */
	reserved(card: string, until: string): string;
}

const ENGLISH: Texts = frozen({
	titles: {
		Booting: "Starting",
		SetUp: "Set-up",
		NoNetwork: "No network",
		Connecting: "Connecting",
		Registering: "Registering",
		Rejected: "Rejected",
		Offline: "Offline",
		Authorizing: "Checking",
		Accepted: "Accepted",
		Refused: "Refused",
		Cancelled: "Cancelled",
		Timeout: "Timed out",
		CardChosen: "Card",
		Available: "Available",
		Preparing: "Preparing",
		Charging: "Charging",
		SuspendedEV: "EV paused",
		SuspendedEVSE: "On hold",
		Finishing: "Finished",
		Reserved: "Reserved",
		Unavailable: "Unavailable",
		Faulted: "Fault",
		Updating: "Updating",
		Restarting: "Restarting",
	},
	hints: {
		pleaseWait: "Please wait",
		plugInOrCard: "Plug in or tap card",
		presentCard: "Tap your card",
		plugIn: "Plug in the vehicle",
		startsSoon: "Charging starts soon",
		bookedCard: "Tap the booked card",
		outOfService: "Out of service",
		unplug: "Unplug now",
		cardAgain: "Tap card to start",
		tryAgain: "Please try again",
		askOperator: "Ask the operator",
		password: "Key",
		noNetwork: "Looking for network",
		noServer: "Server not reached",
		awaitServer: "Waiting for server",
		holdToTap: "Hold button to tap it",
		canCharge: "You can still charge",
		awaitVehicles: "Waiting for vehicles",
		installing: "Installing",
	},
	refusals: {
		Blocked: "Card is blocked",
		Expired: "Card has expired",
		Invalid: "Card is not known",
		ConcurrentTx: "Card already in use",
		Reserved: "Not the booked card",
		Offline: "No server to ask",
	},
	errors: {
		ConnectorLockFailure: "Plug lock failure",
		EVCommunicationError: "Vehicle not heard",
		GroundFailure: "Ground fault",
		HighTemperature: "Too hot",
		InternalError: "Internal error",
		LocalListConflict: "Card list conflict",
		NoError: "Technical fault",
		OtherError: "Technical fault",
		OverCurrentFailure: "Current too high",
		OverVoltage: "Voltage too high",
		PowerMeterFailure: "Meter failure",
		PowerSwitchFailure: "Contactor failure",
		ReaderFailure: "Card reader failure",
		ResetFailure: "Restart failed",
		UnderVoltage: "Voltage too low",
		WeakSignal: "Weak signal",
	},
	emergencyStop: "Emergency stop",
	waiting: (n) => (n === 1 ? "1 record to send" : `${n} records to send`),
	reserved: (card, until) => `For ${card} until ${until}`,
});

const TAIWAN: Texts = frozen({
	titles: {
		Booting: "啟動中",
		SetUp: "設定",
		NoNetwork: "無網路",
		Connecting: "連線中",
		Registering: "登錄中",
		Rejected: "未核准",
		Offline: "離線中",
		Authorizing: "驗證中",
		Accepted: "已授權",
		Refused: "未授權",
		Cancelled: "已取消",
		Timeout: "已逾時",
		CardChosen: "卡片",
		Available: "可使用",
		Preparing: "準備中",
		Charging: "充電中",
		SuspendedEV: "車輛暫停",
		SuspendedEVSE: "供電暫停",
		Finishing: "充電結束",
		Reserved: "已預約",
		Unavailable: "停用",
		Faulted: "故障",
		Updating: "更新中",
		Restarting: "重新啟動",
	},
	hints: {
		pleaseWait: "請稍候",
		plugInOrCard: "請插槍或刷卡",
		presentCard: "請刷卡",
		plugIn: "請插上充電槍",
		startsSoon: "即將開始充電",
		bookedCard: "請刷預約的卡片",
		outOfService: "暫停服務",
		unplug: "請拔槍",
		cardAgain: "刷卡可重新開始",
		tryAgain: "請再試一次",
		askOperator: "請洽營運商",
		password: "密碼",
		noNetwork: "正在尋找網路",
		noServer: "尚未連上後台",
		awaitServer: "等待後台核准",
		holdToTap: "長按即可刷卡",
		canCharge: "下載中 仍可充電",
		awaitVehicles: "等候車輛充電結束",
		installing: "正在安裝",
	},
	refusals: {
		Blocked: "卡片已停用",
		Expired: "卡片已過期",
		Invalid: "卡片未登記",
		ConcurrentTx: "卡片正在使用中",
		Reserved: "卡片未預約",
		Offline: "離線無法驗證",
	},
	errors: {
		ConnectorLockFailure: "槍頭鎖故障",
		EVCommunicationError: "車輛通訊異常",
		GroundFailure: "接地故障",
		HighTemperature: "溫度過高",
		InternalError: "內部錯誤",
		LocalListConflict: "本地名單衝突",
		NoError: "設備異常",
		OtherError: "設備異常",
		OverCurrentFailure: "電流過大",
		OverVoltage: "電壓過高",
		PowerMeterFailure: "電表故障",
		PowerSwitchFailure: "接觸器故障",
		ReaderFailure: "讀卡機故障",
		ResetFailure: "重新啟動失敗",
		UnderVoltage: "電壓過低",
		WeakSignal: "訊號微弱",
	},
	emergencyStop: "緊急停止",
	waiting: (n) => `${n} 筆待傳送`,
	reserved: (card, until) => `${card} 保留至 ${until}`,
});

/** Every text that the screen can show, but for identity, numbers and units. */
export const TEXTS: Record<Language, Texts> = frozen({ en: ENGLISH, "zh-TW": TAIWAN });
