import type { Language } from "../../modules/ui/texts";

/** What stands in mcsim's window around the board. */
export interface DeviceTexts {
	card: string;
	id: string;
	present: string;
	cable: string;
	vehicle: string;
	ready: string;
	demand: string;
	fault: string;
	noFault: string;
	emergencyStop: string;
	network: string;
	power: string;
	yes: string;
	no: string;
	on: string;
	off: string;
	inSocket: string;
	out: string;
	plugged: string;
	unplugged: string;
	locked: string;
	unlocked: string;
	contactorClosed: string;
	contactorOpen: string;
	available: string;
	charging: string;
	faulted: string;
	offered: string;
	drawn: string;
	reader: string;
	stop: string;
	powerIsOff: string;
	starting: string;
	restarts: string;
	failed: (reason: string) => string;
	held: (connector: number) => string;
}

const EN: DeviceTexts = {
	card: "Card",
	id: "Other id",
	present: "Present",
	cable: "Cable",
	vehicle: "Vehicle",
	ready: "Asks for energy",
	demand: "Would draw",
	fault: "Fault",
	noFault: "None",
	emergencyStop: "Emergency stop",
	network: "Network",
	power: "Power",
	yes: "Yes",
	no: "No",
	on: "On",
	off: "Off",
	inSocket: "In the socket",
	out: "Out",
	plugged: "Plugged",
	unplugged: "Unplugged",
	locked: "Locked",
	unlocked: "Unlocked",
	contactorClosed: "Contactor closed",
	contactorOpen: "Contactor open",
	available: "Available",
	charging: "Charging",
	faulted: "Fault",
	offered: "offered",
	drawn: "drawn",
	reader: "CARD",
	stop: "STOP",
	powerIsOff: "The power is off.",
	starting: "The firmware starts.",
	restarts: "The firmware restarts.",
	failed: (reason) => `The firmware has failed (${reason}); the watchdog starts it again.`,
	held: (connector) => `The lock of connector ${connector} holds.`,
};

const ZH_TW: DeviceTexts = {
	card: "卡片",
	id: "其他卡號",
	present: "感應",
	cable: "充電線",
	vehicle: "車輛",
	ready: "車輛要求供電",
	demand: "車輛電流",
	fault: "故障",
	noFault: "無",
	emergencyStop: "緊急停止",
	network: "網路",
	power: "電源",
	yes: "是",
	no: "否",
	on: "開",
	off: "關",
	inSocket: "已插入插座",
	out: "未插",
	plugged: "已接車輛",
	unplugged: "未接車輛",
	locked: "已上鎖",
	unlocked: "未上鎖",
	contactorClosed: "接觸器閉合",
	contactorOpen: "接觸器斷開",
	available: "可使用",
	charging: "充電中",
	faulted: "故障",
	offered: "可供",
	drawn: "取用",
	reader: "卡片",
	stop: "急停",
	powerIsOff: "電源已關閉。",
	starting: "韌體啟動中。",
	restarts: "韌體重新啟動。",
	failed: (reason) => `韌體發生錯誤(${reason}),由看門狗重新啟動。`,
	held: (connector) => `充電槍 ${connector} 已上鎖。`,
};

export function deviceTexts(language: Language): DeviceTexts {
	return language === "zh-TW" ? ZH_TW : EN;
}
