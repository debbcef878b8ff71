import type { TextLoaders } from "./shared/start-languages";

/** The texts by who needs them: a driver's phone gets none of the operator's. */

export const FIRST_TEXTS: TextLoaders = {
	en: async () => (await import("../texts/en/first-catalogue")).texts,
	"zh-TW": async () => (await import("../texts/zh-TW/first-catalogue")).texts,
};

export const OWN_TEXTS: TextLoaders = {
	en: async () => (await import("../texts/en/own-catalogue")).texts,
	"zh-TW": async () => (await import("../texts/zh-TW/own-catalogue")).texts,
};

export const ALL_TEXTS: TextLoaders = {
	en: async () => (await import("../texts/en/catalogue")).texts,
	"zh-TW": async () => (await import("../texts/zh-TW/catalogue")).texts,
};
