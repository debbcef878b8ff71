import type {
	ConfigurationKey,
	ConfigurationStatus,
	GetConfigurationRequest,
	GetConfigurationResponse,
} from "../ocpp/types";
import { KEYS, type KeyDefinition, type KeyName } from "./configuration-keys";
import type { Records } from "./interfaces";

export type FeatureProfile =
	| "FirmwareManagement"
	| "LocalAuthListManagement"
	| "Reservation"
	| "SmartCharging"
	| "RemoteTrigger";

/** What the hardware decides. */
export interface HardwareKeys {
	/** Values that nobody can change, such as NumberOfConnectors; these keys are read-only (R-CFG-11). */
	fixed: Partial<Record<KeyName, string>>;
	/** Values as long as nobody has set another. */
	defaults: Partial<Record<KeyName, string>>;
	/** What a list of measurands can have in it. */
	measurands: readonly string[];
}

export interface ConfigurationObserver {
	log(text: string): void;
	/** Whether the CSMS may change a writable key to this value, which fits it; also told before it does. */
	mayChange(key: KeyName, value: string): boolean;
	/** A key has got another value. */
	keyChanged(key: KeyName): void;
}

/**
 * The configuration keys: a value is the hardware's, else the changed one, which persists
 * (R-CFG-05), else the factory's default, else ours.
 */
export class Configuration {
	private readonly records: Records;
	private readonly hardware: HardwareKeys;
	private readonly factory: Partial<Record<KeyName, string>> = {};
	private readonly changed = new Map<KeyName, string>();
	private readonly observer: ConfigurationObserver;

	/** Values that do not fit, factory's or stored for other hardware, are left out and logged. */
	constructor(
		records: Records,
		factory: Readonly<Record<string, string>>,
		hardware: HardwareKeys,
		observer: ConfigurationObserver,
	) {
		this.records = records;
		this.hardware = hardware;
		this.observer = observer;
		// How long a list may be has to be known before it is read.
		const isLength = (name: string) => Number(name.toLowerCase().endsWith("maxlength"));
		for (const name of Object.keys(factory).sort((one, other) => isLength(other) - isLength(one))) {
			const key = findKey(name);
			const value = key && this.normalize(key, factory[name]);
			if (key && value !== undefined) this.factory[key] = value;
			else
				observer.log(
					`factory default ${name} is left out: ${key ? "the value does not fit the key" : "no such key"}`,
				);
		}
		for (const name in KEYS) {
			const key = name as KeyName;
			const stored = records.get(`key.${key}`);
			if (stored === undefined) continue;
			if (this.normalize(key, stored) === stored) this.changed.set(key, stored);
			else observer.log(`the stored ${key} is left out: the value does not fit the key`);
		}
	}

	/** The value as text; undefined when the key is unset. */
	text(key: KeyName): string | undefined {
		return (
			this.hardware.fixed[key] ??
			this.changed.get(key) ??
			this.factory[key] ??
			this.hardware.defaults[key] ??
			(KEYS[key] as KeyDefinition).value
		);
	}

	integer(key: KeyName): number {
		return Number(this.text(key) ?? 0);
	}

	flag(key: KeyName): boolean {
		return this.text(key) === "true";
	}

	/** Whether this charge point has a feature profile: one that it lacks is answered as unsupported (R-FRM-12). */
	supports(profile: FeatureProfile): boolean {
		const profiles = this.text("SupportedFeatureProfiles") ?? "";
		return profiles.split(",").some((one) => one.trim() === profile);
	}

	/**
	 * Sets a key, from inside such as HeartbeatInterval from BootNotification.conf (R-BOOT-03). `stored`
	 * is called before the change acts.
	 */
	store(key: KeyName, value: string, stored?: () => void): void {
		// A key is never told: who sets it again wants to see that it is taken (R-SEC-04).
		const changes = this.text(key) !== value || key === "AuthorizationKey";
		if (changes) {
			this.records.set(`key.${key}`, value);
			this.changed.set(key, value);
		}
		stored?.();
		if (changes) this.observer.keyChanged(key);
	}

	/** Gives a key its former value back; nothing acts on it. */
	restore(key: KeyName, value: string): void {
		this.records.set(`key.${key}`, value);
		this.changed.set(key, value);
	}

	/**
	 * ChangeConfiguration.req (R-CFG-04 to R-CFG-07). An accepted change is stored; then `accepted` sends
	 * the answer (R-OP-01), and the change acts (R-CFG-10).
	 */
	change(name: string, value: string, accepted: () => void): ConfigurationStatus {
		const key = findKey(name);
		if (!key) return "NotSupported";
		if (this.isReadOnly(key)) return "Rejected";
		const normalized = this.normalize(key, value);
		if (normalized === undefined || !this.observer.mayChange(key, normalized)) return "Rejected";
		this.store(key, normalized, accepted);
		return "Accepted";
	}

	/** GetConfiguration.req (R-CFG-01, R-CFG-02). */
	get({ key: names }: GetConfigurationRequest): GetConfigurationResponse {
		const configurationKey: ConfigurationKey[] = [];
		const unknownKey: string[] = [];
		const response: GetConfigurationResponse = { configurationKey };
		if (!names?.length) {
			for (const key in KEYS) configurationKey.push(this.describe(key as KeyName));
			return response;
		}
		const told: string[] = [];
		for (const name of names) {
			const key = findKey(name);
			if (told.includes(key ?? name)) continue;
			told.push(key ?? name);
			if (key) configurationKey.push(this.describe(key));
			else unknownKey.push(name);
		}
		if (unknownKey.length > 0) response.unknownKey = unknownKey;
		return response;
	}

	private describe(key: KeyName): ConfigurationKey {
		const described: ConfigurationKey = { key, readonly: this.isReadOnly(key) };
		const value = (KEYS[key] as KeyDefinition).access === "W" ? undefined : this.text(key);
		if (value !== undefined) described.value = value;
		return described;
	}

	/** The value in the form in which it is kept and told; undefined when it does not fit (R-CFG-06, R-CFG-07). */
	private normalize(key: KeyName, value: string): string | undefined {
		const { type, min = 0, max = 2147483647 }: KeyDefinition = KEYS[key];
		if (value.length > 500) return undefined;
		switch (type) {
			case "boolean": {
				const lower = value.toLowerCase();
				return lower === "true" || lower === "false" ? lower : undefined;
			}
			case "integer": {
				if (!/^[+-]?\d{1,10}$/.test(value)) return undefined;
				const number = Number(value);
				return number >= min && number <= max ? String(number) : undefined;
			}
			case "measurands":
				return normalizeList(value, this.mostItems(key), (item) => this.hardware.measurands.includes(item));
			case "phaseRotation": {
				const connectors = this.integer("NumberOfConnectors");
				const told: number[] = [];
				return normalizeList(value, this.mostItems(key), (item) => {
					const parts = /^(0|[1-9]\d*)\.(NotApplicable|Unknown|RST|RTS|SRT|STR|TRS|TSR)$/.exec(item);
					const connector = Number(parts?.[1] ?? -1);
					if (connector < 0 || connector > connectors || told.includes(connector)) return false;
					told.push(connector);
					return true;
				});
			}
			case "hexKey":
				return /^(?:[\dA-Fa-f]{2}){16,20}$/.test(value) ? value : undefined;
			case "language":
				return value === "en" || value === "zh-TW" ? value : undefined;
			default:
				return value;
		}
	}

	private mostItems(key: KeyName): number {
		return this.integer(`${key}MaxLength` as KeyName);
	}

	private isReadOnly(key: KeyName): boolean {
		return KEYS[key].access === "R" || key in this.hardware.fixed;
	}
}

/** The canonical name of a key: names compare without case (R-CFG-02). */
function findKey(name: string): KeyName | undefined {
	if (Object.hasOwn(KEYS, name)) return name as KeyName;
	const lower = name.toLowerCase();
	for (const key in KEYS) if (key.toLowerCase() === lower) return key as KeyName;
	return undefined;
}

/** Blanks trimmed, duplicates dropped, at most `most` items (R-CFG-07). */
function normalizeList(value: string, most: number, fits: (item: string) => boolean): string | undefined {
	if (value.trim() === "") return "";
	const items: string[] = [];
	for (const part of value.split(",")) {
		const item = part.trim();
		if (items.includes(item)) continue;
		if (!fits(item)) return undefined;
		items.push(item);
	}
	return items.length <= most ? items.join(",") : undefined;
}
