import { strict as assert } from "node:assert";
import fc from "fast-check";
import { crc32 } from "../../modules/storage/crc32";
import { Records } from "../../modules/storage/records";
import { Ring } from "../../modules/storage/ring";
import { seededRandom } from "../../tools/seeded-random";
import { Rig, type RigOptions } from "../charge-point/rig";
import { MemoryFlash } from "../storage/memory-flash";

/** Flash that has lost what was written to it: a charge point boots from it and lives on. */

export const RECORD_BLOCKS = 8;
export const JOURNAL_BLOCKS = 8;
/** Bytes at the beginning of a block. */
const HEADER = 16;
const OPTIONS: RigOptions = {
	recordBlocks: RECORD_BLOCKS,
	connectors: 2,
	journalBlocks: JOURNAL_BLOCKS,
	defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "20" },
};

/** Where bytes are no longer what they were. */
export interface Damage {
	/** Which flash, of those that were prepared. */
	image: number;
	/** Bits that are flipped, or bytes that become ones, zeros or noise. */
	what: "flip" | "blank" | "zero" | "noise";
	/** Of all bytes that hold something. */
	place: number;
	/** How many bits or bytes; a whole block, or up to the end of the block. */
	extent: number | "block" | "tail";
	seed: number;
}

export const damages: fc.Arbitrary<Damage> = fc.record({
	image: fc.nat({ max: 5 }),
	what: fc.constantFrom("flip", "blank", "zero", "noise"),
	place: fc.nat(),
	extent: fc.oneof(
		fc.constantFrom<Damage["extent"]>(1, 1, 2, "block", "tail"),
		fc.integer({ min: 1, max: 600 }),
	),
	seed: fc.nat(),
});

/** A message of the queue, as the CSMS got it. */
interface Message {
	content: string;
	/** The id that began its transaction; undefined when it names no transaction that was begun. */
	idTag: string | undefined;
}

/** An entry of the journal or of the records. */
interface Entry {
	from: number;
	to: number;
	bytes: Uint8Array;
	/** For an entry of the journal, its position. */
	position?: number;
}

/** A flash after some days, and what an undamaged boot makes of it. */
export interface Image {
	flash: MemoryFlash;
	entries: Entry[];
	used: number[];
	/** Delivered after the boot. */
	messages: Message[];
	/** Contents that were delivered before. */
	history: ReadonlySet<string>;
	values: ReadonlyMap<string, string>;
}

/** Boots a charge point from the damaged flash: only what was damaged is lost, and life goes on. */
export function bootDamaged(images: readonly Image[], damage: Damage): void {
	const image = images[damage.image % images.length];
	const flash = image.flash.copy(seededRandom(1));
	const changed = spoil(flash, image.used, damage);
	const hurt = image.entries.filter(({ from, to }) => changed.some((at) => at >= from && at < to));
	checkValues(image, flash, hurt);
	const { rig, messages } = boot(flash);
	// Without the header of its block the journal begins earlier, with what was forgotten.
	const headless = changed.some(
		(at) => at >= RECORD_BLOCKS * flash.blockSize && at % flash.blockSize < HEADER,
	);
	checkMessages(image, messages, hurt, headless);
	liveOn(rig);
}

/** Charge points that have lived for some days, each in another way. */
export function prepareImages(count: number): Image[] {
	return Array.from({ length: count }, (_, seed) => prepare(seed));
}

function prepare(seed: number): Image {
	const random = seededRandom(seed);
	const rig = new Rig({ ...OPTIONS, flash: new MemoryFlash(RECORD_BLOCKS + JOURNAL_BLOCKS, 4096, random) });
	const delivered = listen(rig);
	rig.advance(1);
	const session = (idTag: string) => {
		rig.charge(idTag);
		rig.advance(20 + Math.floor(random() * 200));
		rig.present(idTag);
		rig.connector.plug(false);
		rig.advance(2);
	};
	for (let i = 0; i < 5 + 12 * seed; i++) {
		session(`ID${i}`);
		rig.csms.call("ChangeConfiguration", { key: "ConnectionTimeOut", value: String(30 + i) });
		rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: String(1000 + i) });
	}
	rig.csms.call("ChangeConfiguration", { key: "WebSocketPingInterval", value: "77" });
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" });
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
	fillRecords(rig, seed);
	// The number of the last transaction is known in some.
	rig.setOnline(seed % 2 === 0);
	rig.charge("LAST", 2);
	rig.advance(5);
	rig.setOnline(false);
	for (let i = 0; i < 4; i++) session(`OFF${i}`);
	rig.advance(130);
	rig.powerOff();
	const flash = rig.flash.copy();
	const entries = [
		...entriesOf(flash, 0, RECORD_BLOCKS, 2),
		...entriesOf(flash, RECORD_BLOCKS, JOURNAL_BLOCKS, 1),
	];
	const used: number[] = [];
	flash.bytes.forEach((byte, at) => {
		if (byte !== 0xff) used.push(at);
	});
	const records = new Records(flash.copy(), 0, RECORD_BLOCKS);
	const values = new Map([...records.keys()].map((key) => [key, records.get(key)!]));
	const history = new Set(delivered().map(({ content }) => content));
	return { flash, entries, used, values, history, messages: boot(flash.copy()).messages };
}

/** Something of all that is kept. */
function fillRecords({ csms, timers }: Rig, seed: number): void {
	const later = new Date(Date.parse(csms.time) + 86_400_000 + timers.now()).toISOString();
	const info = { status: "Accepted" as const, expiryDate: later, parentIdTag: "FAMILY" };
	csms.call("ChangeConfiguration", { key: "LocalAuthListEnabled", value: "true" });
	csms.call("SendLocalList", {
		...{ listVersion: 3, updateType: "Full" },
		localAuthorizationList: Array.from({ length: 10 * seed }, (_, i) => ({
			idTag: `LIST${i}`,
			idTagInfo: info,
		})),
	});
	csms.call("SetChargingProfile", {
		connectorId: 0,
		csChargingProfiles: {
			...{ chargingProfileId: 4, stackLevel: 1, chargingProfilePurpose: "TxDefaultProfile" },
			...{ chargingProfileKind: "Recurring", recurrencyKind: "Daily" },
			chargingSchedule: {
				...{ chargingRateUnit: "A", startSchedule: "2026-11-01T00:00:00Z" },
				chargingSchedulePeriod: [{ startPeriod: 0, limit: 20 }],
			},
		},
	});
	csms.call("ReserveNow", { connectorId: 1, expiryDate: later, idTag: "LATER", reservationId: 5 });
	csms.call("CancelReservation", { reservationId: 5 });
	csms.call("ReserveNow", { connectorId: 2, expiryDate: later, idTag: "LAST", reservationId: 6 });
	csms.call("UpdateFirmware", { location: "http://files.example/new.bin", retrieveDate: later });
	csms.call("InstallCertificate", { certificateType: "CentralSystemRootCertificate", certificate: "no PEM" });
	csms.call("ExtendedTriggerMessage", { requestedMessage: "SignChargePointCertificate" });
	if (seed % 3 === 0) csms.call("GetDiagnostics", { location: "http://files.example/" });
}

function entriesOf(flash: MemoryFlash, firstBlock: number, blockCount: number, blocks: number): Entry[] {
	const ring = new Ring(flash.copy(), firstBlock, blockCount, blocks);
	const entries: Entry[] = [];
	for (let read = ring.read(ring.start); read; read = ring.read(read.next)) {
		const { position, next, bytes } = read;
		const place = Math.floor(position / ring.segmentSize) % ring.segmentCount;
		const from = firstBlock * flash.blockSize + place * ring.segmentSize + (position % ring.segmentSize);
		entries.push({ from, to: from + next - position, bytes, position: blocks === 1 ? position : undefined });
	}
	return entries;
}

/** Does the damage, and tells which bytes have changed. */
function spoil(flash: MemoryFlash, used: readonly number[], { what, place, extent, seed }: Damage): number[] {
	const random = seededRandom(seed);
	const first = used[place % used.length];
	const block = Math.floor(first / flash.blockSize) * flash.blockSize;
	const from = extent === "block" ? block : first;
	const end =
		typeof extent === "number" ? Math.min(first + extent, flash.bytes.length) : block + flash.blockSize;
	const changed: number[] = [];
	const change = (at: number, byte: number) => {
		if (flash.bytes[at] !== byte) changed.push(at);
		flash.bytes[at] = byte;
	};
	if (what === "flip") {
		const bits = typeof extent === "number" ? extent : 8;
		for (let i = 0; i < bits; i++) {
			const at = i === 0 ? first : from + Math.floor(random() * (end - from));
			change(at, flash.bytes[at] ^ (1 << Math.floor(random() * 8)));
		}
		return changed;
	}
	for (let at = from; at < end; at++)
		change(at, what === "blank" ? 0xff : what === "zero" ? 0 : Math.floor(random() * 256));
	return changed;
}

/** A value is what it was, unless its own entry is hurt. */
function checkValues({ values }: Image, flash: MemoryFlash, hurt: readonly Entry[]): void {
	const records = new Records(flash.copy(), 0, RECORD_BLOCKS);
	const texts = hurt
		.filter(({ position }) => position === undefined)
		.map(({ bytes }) => Buffer.from(bytes).toString("latin1"));
	for (const [key, value] of values) {
		if (!texts.some((text) => text.includes(key)))
			assert.equal(records.get(key), value, `the value of ${key}`);
	}
}

/** Every transaction is delivered as it would have been, unless one of its own entries is hurt. */
function checkMessages(
	image: Image,
	got: readonly Message[],
	hurt: readonly Entry[],
	headless: boolean,
): void {
	const starts = new Map<number, string>();
	const read = ({ bytes }: Entry) => JSON.parse(Buffer.from(bytes).toString());
	for (const entry of image.entries) {
		if (entry.position === undefined) continue;
		const [kind, , idTag] = read(entry);
		if (kind === "S") starts.set(entry.position, idTag);
	}
	const touched = new Set<string | undefined>();
	let forgotten = headless;
	for (const entry of hurt) {
		if (entry.position === undefined) continue;
		const [kind, position] = read(entry);
		touched.add(starts.get(kind === "S" ? entry.position : position));
		// What was delivered is no longer known to be: it comes again.
		if (kind === "D") forgotten = true;
	}
	const untouched = ({ idTag }: Message) => idTag !== undefined && !touched.has(idTag);
	const contents = (messages: readonly Message[]) => messages.filter(untouched).map(({ content }) => content);
	const expected = contents(image.messages);
	const arrived = contents(got);
	if (!forgotten) {
		assert.deepEqual(arrived, expected, "the messages of the queue");
		return;
	}
	const known = new Set(expected);
	for (const content of arrived)
		assert(known.has(content) || image.history.has(content), `never said before: ${content}`);
	const news = [...new Set(arrived)].filter((content) => known.has(content));
	assert.deepEqual(news, expected, "the messages of the queue");
}

/** The first boot, and what the CSMS gets of it. */
export function boot(flash: MemoryFlash): { rig: Rig; messages: Message[] } {
	const rig = new Rig({ ...OPTIONS, flash, offline: true });
	const delivered = listen(rig);
	rig.setOnline(true);
	rig.advance(400);
	return { rig, messages: delivered() };
}

/** Tells what has been delivered so far; a transaction's number follows from what its start says. */
function listen(rig: Rig): () => Message[] {
	const { csms } = rig;
	const numberOf = (start: object) => {
		const bytes = Buffer.from(JSON.stringify(start));
		return crc32(bytes, 0, bytes.length);
	};
	csms.answer("StartTransaction", (start) => ({
		idTagInfo: { status: "Accepted" },
		transactionId: numberOf(start),
	}));
	return () => {
		const idTags = new Map<number, string>();
		const messages: Message[] = [];
		for (const { action, payload } of csms.received) {
			if (action === "StartTransaction") idTags.set(numberOf(payload), payload.idTag);
			else if (action !== "MeterValues" && action !== "StopTransaction") continue;
			const content = JSON.stringify([action, payload]);
			messages.push({ content, idTag: payload.idTag ?? idTags.get(payload.transactionId) });
		}
		return messages;
	};
}

/** A new session is as any other, and nothing of it comes twice. */
export function liveOn(rig: Rig): void {
	const { csms } = rig;
	assert(rig.isConnected && rig.chargePoint.state.registration === "Accepted", "the charge point is online");
	assert.equal(rig.chargePoint.state.queueLength, 0, "the queue is empty");
	// Older values may have come to light.
	csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
	for (const reservationId of [5, 6]) csms.call("CancelReservation", { reservationId });
	rig.charge("NEXT");
	assert(rig.connector.contactor, `energy flows: ${JSON.stringify(rig.state())}`);
	rig.advance(65);
	rig.present("NEXT");
	rig.connector.plug(false);
	rig.advance(5);
	rig.powerOff();
	rig.boot();
	rig.advance(5);
	const own = csms.all("StartTransaction").filter(({ idTag }) => idTag === "NEXT");
	const stops = csms.all("StopTransaction").filter(({ idTag }) => idTag === "NEXT");
	assert.deepEqual([own.length, stops.length], [1, 1], "the new session is delivered once");
	assert.equal(rig.chargePoint.state.queueLength, 0, "the queue is empty");
	const complaint = rig.logs.find((line) => line.includes("exception"));
	assert(!complaint, complaint);
}
