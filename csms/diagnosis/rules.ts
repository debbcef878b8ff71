import { certificates } from "./rules/certificates";
import { clock } from "./rules/clock";
import { commands } from "./rules/commands";
import { connection } from "./rules/connection";
import { firmware } from "./rules/firmware";
import { handshakes } from "./rules/handshakes";
import { hardware } from "./rules/hardware";
import { heartbeats } from "./rules/heartbeats";
import { localLists } from "./rules/local-lists";
import { meters } from "./rules/meters";
import { reboots } from "./rules/reboots";
import { refusals } from "./rules/refusals";
import { transactions } from "./rules/transactions";
import { violations } from "./rules/violations";

/** The families of diagnoses. */
export const RULES = {
	hardware,
	connection,
	heartbeats,
	reboots,
	commands,
	transactions,
	meters,
	clock,
	refusals,
	violations,
	handshakes,
	firmware,
	certificates,
	localLists,
} as const;

export type Family = keyof typeof RULES;

export const FAMILIES = Object.keys(RULES) as readonly Family[];
