import { vi } from "vitest";

// Hashing passwords is slow on purpose, and each CSMS of a test begins with one.
vi.mock("../../csms/secrets", async (original) => {
	const secrets = await original<typeof import("../../csms/secrets")>();
	return { ...secrets, hashPassword: (password: string) => secrets.hashKey(Buffer.from(password)) };
});
