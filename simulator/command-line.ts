import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { ENGINES, type Engine } from "./engine";

/** What a command line says about the charge point. */
export interface ChargePointArguments {
	csms: string;
	id: string;
	connectors: number;
	cable: "detachable" | "fixed";
	data: string;
	set: Record<string, string>;
	/** PEM text. */
	ca?: string;
}

/** What the command line of the simulator says. */
export interface SimulatorSettings extends ChargePointArguments {
	panel: number;
	engine: Engine;
	headless: boolean;
}

/** What the options say when they are left out. */
export const DEFAULTS: SimulatorSettings = {
	csms: "ws://127.0.0.1:8180/ocpp",
	id: "CP001",
	connectors: 1,
	cable: "detachable",
	data: ".data/CP001",
	panel: 8181,
	set: {},
	engine: "node",
	headless: false,
};

/** Reads the command line; ends the process with one sentence when it cannot be understood. */
export function readCommandLine(argv: readonly string[]): SimulatorSettings {
	return withChargePoint(new Command("npm run simulator --"))
		.description("A simulated OCPP 1.6-J charge point with a panel in the browser.")
		.addOption(
			new Option("--panel <PORT>", "loopback port of panel and control API; 0 takes a free one")
				.default(DEFAULTS.panel)
				.argParser((text) => parseWhole(text, 0, 65_535)),
		)
		.addOption(
			new Option("--engine <NAME>", "what runs the firmware").choices(ENGINES).default(DEFAULTS.engine),
		)
		.option("--headless", "open no browser and ask nothing", DEFAULTS.headless)
		.parse(argv, { from: "user" })
		.opts<SimulatorSettings>();
}

/** Adds the options about the charge point to a command. */
export function withChargePoint(command: Command): Command {
	return command
		.addOption(
			new Option("--csms <URL>", "OCPP-J endpoint, ws:// or wss://; the identity is appended")
				.default(DEFAULTS.csms)
				.argParser(parseEndpoint),
		)
		.addOption(
			new Option("--id <TEXT>", "charge point identity").default(DEFAULTS.id).argParser(parseIdentity),
		)
		.addOption(
			new Option("--connectors <N>", "number of connectors, 1 to 4")
				.default(DEFAULTS.connectors)
				.argParser((text) => parseWhole(text, 1, 4)),
		)
		.addOption(
			new Option("--cable <KIND>", "socket with a lock, or a tethered cable without one")
				.choices(["detachable", "fixed"])
				.default(DEFAULTS.cable),
		)
		.option("--data <DIR>", "folder that is the flash", DEFAULTS.data)
		.addOption(
			new Option("--set <Key=Value>", "factory default of an OCPP configuration key, repeatable")
				.default(DEFAULTS.set, "none")
				.argParser(parseSetting),
		)
		.addOption(new Option("--ca <FILE>", "PEM root trusted for wss://").argParser(readCertificate))
		.allowExcessArguments(false)
		.showSuggestionAfterError(false);
}

function parseEndpoint(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !/^wss?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
		throw new InvalidArgumentError("It is a URL such as ws://127.0.0.1:8180/ocpp, ws:// or wss://.");
	return text;
}

function parseIdentity(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
	if (text === "" || /[\u0000-\u001f\u007f]/.test(text))
		throw new InvalidArgumentError("It is at least one character, and none of them a control character.");
	return text;
}

function parseWhole(text: string, least: number, most: number): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < least || value > most)
		throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
	return value;
}

function parseSetting(text: string, before: Record<string, string>): Record<string, string> {
	const [, key, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
	if (key === undefined || value === undefined)
		throw new InvalidArgumentError("It is Key=Value, such as HeartbeatInterval=60.");
	return { ...before, [key]: value };
}

function readCertificate(file: string): string {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (error) {
		throw new InvalidArgumentError(`It cannot be read (${(error as NodeJS.ErrnoException).code}).`);
	}
	try {
		new X509Certificate(text);
	} catch {
		throw new InvalidArgumentError("It holds no certificate in PEM format.");
	}
	return text;
}
