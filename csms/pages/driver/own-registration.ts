const STORED = "registration";

/** The secret of the registration that was made last in this browser; null without one. */
export function lastStatusKey(): string | null {
	return localStorage.getItem(STORED);
}

/** Remembers the registration that was made in this browser, by the key that shows its status. */
export function rememberStatusKey(statusKey: string): void {
	localStorage.setItem(STORED, statusKey);
}

/** Forgets a registration that is no longer there. */
export function forgetStatusKey(statusKey: string): void {
	if (lastStatusKey() === statusKey) localStorage.removeItem(STORED);
}
