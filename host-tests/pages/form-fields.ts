import type { Locator } from "playwright-core";

/** Fills in a field of a form. */
export async function fill(dialog: Locator, label: string, value: string): Promise<void> {
	await field(dialog, label).fill(value);
}

/** The first field of that name, needed or not. */
export function field(dialog: Locator, label: string): Locator {
	return dialog
		.getByLabel(label, { exact: true })
		.or(dialog.getByLabel(`${label} *`, { exact: true }))
		.first();
}
