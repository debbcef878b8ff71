import { Command, InvalidArgumentError, Option } from "commander";
import { checkDatabaseUrl } from "./database/postgres-refusals";
import type { CsmsOptions } from "./start";
import { StartError } from "./start-error";

interface Arguments {
	host: string;
	port: number;
	data: string;
	database?: string;
	acceptUnknown: boolean;
	acceptRegistrations: boolean;
	unencrypted: boolean;
	behindProxy: string[];
	tlsCert: string[];
	tlsKey: string[];
	tlsClientCa?: string;
}

/**
 * Reads the command line and the environment. Ends the process with one sentence when the command
 * line cannot be understood; throws a {@link StartError} for what cannot be done.
 */
export function readCommandLine(argv: readonly string[], environment: NodeJS.ProcessEnv): CsmsOptions {
	const {
		database: given,
		behindProxy,
		tlsCert,
		tlsKey,
		tlsClientCa,
		...options
	} = new Command("npm run csms --")
		.description("The charging station management system for OCPP 1.6-J charge points.")
		.option("--host <ADDRESS>", "where it listens", "127.0.0.1")
		.addOption(new Option("--port <PORT>", "0 takes a free one").default(8180).argParser(readPort))
		.option("--data <DIR>", "database and files", ".data/csms")
		.option("--database <URL>", "postgres://… instead of SQLite; also DATABASE_URL")
		.option("--accept-unknown", "a charge point that nobody entered is taken in and accepted", false)
		.option("--accept-registrations", "registered drivers may charge at once", false)
		.option(
			"--tls-cert <FILE>",
			"certificate chain (PEM): https and wss; twice for RSA and ECDSA",
			collect,
			[],
		)
		.option("--tls-key <FILE>", "its private key (PEM)", collect, [])
		.option("--unencrypted", "listens beyond this machine without TLS", false)
		.option(
			"--behind-proxy <ADDRESS>",
			"a proxy or network of proxies whose X-Forwarded-For and -Proto are believed; repeatable",
			collect,
			[],
		)
		.option("--tls-client-ca <FILE>", "roots of charge points' certificates (PEM), for security profile 3")
		.addHelpText(
			"after",
			"\nEnvironment:\n" +
				"  CSMS_ADMIN_PASSWORD  the first administrator's password (else one is made and printed once)\n" +
				"  CSMS_API_TOKEN       an administrator's bearer token, for scripts\n" +
				"  DATABASE_URL         the same as --database, and not shown in the list of processes",
		)
		.allowExcessArguments(false)
		.showSuggestionAfterError(false)
		.parse(argv, { from: "user" })
		.opts<Arguments>();

	const database = given ?? (environment.DATABASE_URL || undefined);
	if (database !== undefined) checkDatabaseUrl(database, given === undefined ? "DATABASE_URL" : "--database");
	if (tlsCert.length !== tlsKey.length) {
		throw new StartError("--tls-cert and --tls-key belong together; give both or neither.");
	}
	if (tlsClientCa !== undefined && tlsCert.length === 0) {
		throw new StartError("--tls-client-ca needs --tls-cert and --tls-key.");
	}
	return {
		...options,
		database,
		proxies: behindProxy,
		tls: tlsCert.length > 0 ? { cert: tlsCert, key: tlsKey, clientCa: tlsClientCa } : undefined,
		adminPassword: environment.CSMS_ADMIN_PASSWORD || undefined,
		apiToken: environment.CSMS_API_TOKEN || undefined,
	};
}

/** An option that may be given more than once. */
function collect(value: string, before: string[]): string[] {
	return [...before, value];
}

function readPort(text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535)
		throw new InvalidArgumentError("It is a whole number from 0 to 65535.");
	return port;
}
