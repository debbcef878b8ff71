/** The least current that mode 3 can offer, A (IEC 61851-1, R-SC-11). */
export const MINIMUM_CURRENT = 6;

/** What a connector with a running transaction wants of the charge point's current. */
export interface Claim {
	/** Its own limit per phase, A. */
	readonly amperes: number;
	/** The vehicle asks for energy. */
	readonly asks: boolean;
	/** When its transaction began; who came first is served first. */
	readonly since: number;
}

const MINIMUM = MINIMUM_CURRENT * 10;

/**
 * Shares what the charge point may draw per phase between the connectors with running transactions
 * (R-SC-07); the sum of the shares is never above `total`.
 *
 * The rule: when there is enough for all, each has its own limit. Otherwise
 * 1. each connector gets the 6 A without which mode 3 cannot charge, as long as there is enough: first
 *    the vehicles that ask for energy, among them in the order in which their transactions began, then
 *    those that do not. Who is left without waits (SuspendedEVSE) until somebody before it is full, has
 *    gone, or the limit is raised. There are no turns: some vehicles do not come back from many pauses;
 * 2. the rest is shared equally between the vehicles that ask, none above its own limit;
 * 3. what they cannot use goes to those that do not ask. They keep at least their 6 A, so that a vehicle
 *    that begins to draw unannounced stays within what it was offered.
 * Shares are whole tenths of an ampere.
 */
export function share(total: number, claims: readonly Claim[]): number[] {
	const wanted = claims.reduce((sum, one) => sum + one.amperes, 0);
	if (wanted <= total) return claims.map((one) => one.amperes);
	if (claims.length === 1) return [total];
	const limits = claims.map((one) => toTenths(one.amperes));
	const shares = claims.map(() => 0);
	let rest = toTenths(total);
	const order = claims.map((_, i) => i);
	order.sort((a, b) => Number(claims[b].asks) - Number(claims[a].asks) || claims[a].since - claims[b].since);
	const served: number[] = [];
	order.forEach((i) => {
		if (limits[i] < MINIMUM || rest < MINIMUM) return;
		shares[i] = MINIMUM;
		rest -= MINIMUM;
		served.push(i);
	});
	[true, false].forEach((asks) => {
		const group = served.filter((i) => claims[i].asks === asks).sort((a, b) => limits[a] - limits[b]);
		for (let n = 0; n < group.length; n++) {
			const i = group[n];
			// The smaller limits first: what they leave is shared by those who can use it.
			const more = Math.min(limits[i] - MINIMUM, Math.floor(rest / (group.length - n)));
			shares[i] += more;
			rest -= more;
		}
	});
	return shares.map((tenths) => tenths / 10);
}

/** A current that can be offered: whole tenths of an ampere, and nothing below 6 A (R-SC-11). */
export function toOffered(amperes: number): number {
	const tenths = toTenths(amperes);
	return tenths < MINIMUM ? 0 : tenths / 10;
}

function toTenths(amperes: number): number {
	return Math.floor(amperes * 10);
}
