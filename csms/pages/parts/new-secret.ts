/** Without letters and digits that are easily mixed up. */
const LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 14;

/** A password that nobody guesses, to be given to somebody. */
export function newPassword(): string {
	const numbers = crypto.getRandomValues(new Uint32Array(LENGTH));
	return Array.from(numbers, (number) => LETTERS[number % LETTERS.length]).join("");
}
