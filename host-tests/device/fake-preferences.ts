/**
 * The SDK's preferences, as modPreference.c keeps them on the ESP32: an old value is erased before the new one
 * is written, and the power may be cut before either. For `vi.mock("preference", …)`, one for each test file.
 */
class FakePreferences {
	/** By domain and key, with a space between. */
	readonly values = new Map<string, string | number>();
	/** How often the flash was written. */
	writes = 0;
	/** Erasures and writes until the power is cut. */
	steps = Number.POSITIVE_INFINITY;

	/** A board that was never switched on. */
	reset(): void {
		this.values.clear();
		this.writes = 0;
		this.steps = Number.POSITIVE_INFINITY;
	}

	get(domain: string, key: string): string | number | undefined {
		return this.values.get(`${domain} ${key}`);
	}

	set(domain: string, key: string, value: string | number): void {
		// NVS has room for 15 characters each.
		if (domain.length > 15 || key.length > 15) throw new Error("nvs set fail");
		if (typeof value === "number" && !Number.isInteger(value)) throw new Error("float unsupported");
		this.delete(domain, key);
		this.step();
		this.values.set(`${domain} ${key}`, value);
		this.writes++;
	}

	delete(domain: string, key: string): void {
		this.step();
		this.values.delete(`${domain} ${key}`);
	}

	private step(): void {
		if (this.steps-- <= 0) throw new Error("the power is cut");
	}
}

export const preferences = new FakePreferences();
