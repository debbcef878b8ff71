/** The value below which `share` of the values are, from 0 to 1; between two of them it is in proportion. */
export function quantile(values: readonly number[], share: number): number {
	if (values.length === 0) throw new RangeError("nothing was measured");
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
	return low + (high - low) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}
