/** Reads what the 32-bit build's host tells of the engine's memory (simulator/xs/host/measure.c). */

/** Where it is, address, kind, next, key, class, module, chunk or code, bytes of the chunk, text, referred to. */
export type CensusSlot = readonly [
	where: string,
	address: number,
	kind: number,
	next: number,
	key: string,
	className: string,
	module: string,
	chunk: number,
	bytes: number,
	text: string,
	references: readonly number[],
];

/** Of xs/sources/xsAll.h, in their order there. */
const KINDS = (
	"undefined null boolean integer number string string-x symbol bigint bigint-x reference closure frame " +
	"instance arguments-sloppy arguments-strict array array-buffer callback code code-x date data-view " +
	"finalization-cell finalization-registry global host map module program promise proxy regexp set " +
	"typed-array weak-map weak-ref weak-set accessor at entry error home key key-x list private stack var " +
	"callback-x host-function host-inspector instance-inspector export weak-entry buffer-info module-source ids"
).split(" ");

/** An object with all that is its alone: its properties, private fields, items and their chunks. */
interface Node {
	address: number;
	/** Name of its class; of a function, "function"; of the variables of a function, "environment". */
	type: string;
	/** Of a function. */
	module: string;
	name: string;
	slots: number;
	bytes: number;
	/** The objects that it refers to, and by which key. */
	references: Map<number, string>;
	/** The same with all that lives through it alone. */
	retainedSlots: number;
	retainedBytes: number;
	dominator: Node | undefined;
}

export interface Heap {
	nodes: ReadonlyMap<number, Node>;
	byKind(): Record<string, string | number>[];
	byClass(): Record<string, string | number>[];
	functions(): Record<string, string | number>[];
	held(): Record<string, string | number>[];
	chunks(): Record<string, string | number>[];
}

const kindOf = (slot: CensusSlot) =>
	KINDS[slot[2]] ?? (slot[2] === 255 || slot[2] === -1 ? "uninitialized" : String(slot[2]));

/** Finds out who owns what of the slots that the host has told. */
export function readHeap(census: readonly CensusSlot[]): Heap {
	const slots = new Map(census.map((slot) => [slot[1], slot]));
	const items = new Map<string, CensusSlot[]>();
	for (const slot of census)
		if (slot[0] !== "heap") items.set(slot[0], [...(items.get(slot[0]) ?? []), slot]);
	const owner = new Map<number, number>();
	const nodes = new Map<number, Node>();
	const root = newNode(0, "(root)");
	nodes.set(0, root);
	for (const slot of census)
		if (slot[0] === "heap" && kindOf(slot) === "instance") nodes.set(slot[1], newNode(slot[1], ""));

	const counted = new Set<number>();
	/** Bytes of a slot's chunk, counted once. */
	const bytesOf = (slot: CensusSlot): number => {
		if (slot[8] === 0 || counted.has(slot[7])) return 0;
		counted.add(slot[7]);
		return slot[8];
	};

	/** Gives a slot with all behind it to a node. */
	const own = (node: Node, slot: CensusSlot, key: string) => {
		if (slot[0] === "heap") {
			if (owner.has(slot[1])) return;
			owner.set(slot[1], node.address);
			node.slots++;
		}
		node.bytes += bytesOf(slot);
		const kind = kindOf(slot);
		for (const item of items.get(String(slot[1])) ?? []) own(node, item, key || "[]");
		for (const address of slot[10].slice(1)) {
			const other = slots.get(address);
			if (!other) continue;
			if (nodes.has(address)) {
				if (kind !== "private" && kind !== "module" && kind !== "home")
					node.references.set(address, node.references.get(address) ?? (key || kind));
			} else own(node, other, other[4] || key || kind);
		}
	};
	for (const [address, node] of nodes) {
		if (!address) continue;
		let slot = slots.get(address);
		const first = slot!;
		let kinds = "";
		for (let guard = 0; slot && guard < 5000; guard++) {
			own(node, slot, slot[4]);
			if (slot !== first) kinds ||= kindOf(slot);
			slot = slots.get(slot[3]);
			if (slot && (owner.has(slot[1]) || nodes.has(slot[1]))) break;
		}
		const code = slots.get(first[3]);
		const isFunction = code && /^(code|callback)/.test(kindOf(code));
		node.module = first[6];
		node.name = first[5];
		const prototype = first[10][1];
		node.type = isFunction
			? "function"
			: prototype === 0 && kinds === "closure"
				? "environment"
				: first[5] || "(no class)";
		if (isFunction && code) node.name = node.name || `@${code[7].toString(16)}`;
	}
	const stray = newNode(-1, "(keys and others)");
	for (const slot of census) {
		if (slot[0] === "stack") own(root, slot, "stack");
		else if (slot[0] === "heap" && !owner.has(slot[1])) {
			stray.slots++;
			stray.bytes += bytesOf(slot);
			for (const address of slot[10].slice(1)) if (nodes.has(address)) root.references.set(address, "stray");
		}
	}
	for (const node of [...nodes.values()])
		for (const address of node.references.keys())
			if (nodes.get(address)?.type === "environment" && node.type === "function")
				nodes.get(address)!.module ||= node.module;
	dominate(root, nodes);
	nodes.set(-1, stray);
	const list = [...nodes.values()];

	/** The object that a slot belongs to. */
	const whose = (slot: CensusSlot): string => {
		if (slot[0] === "stack") return "the stack";
		if (slot[0] !== "heap") {
			const array = slots.get(Number(slot[0]));
			return array ? whose(array) : "an array";
		}
		const node = nodes.get(owner.get(slot[1]) ?? -1);
		return node ? `${node.type} ${node.module} ${node.name}, ${path(node)}` : "(names)";
	};

	return {
		nodes,
		byKind: () =>
			sum(
				census.filter((slot) => slot[0] === "heap" || slot[0] !== "stack"),
				(slot) => (slot[0] === "heap" ? kindOf(slot) : `${kindOf(slot)} in an array`),
				(slot) => ({
					slots: slot[0] === "heap" ? 1 : 0,
					"slot bytes": slot[0] === "heap" ? 16 : 0,
					"chunk bytes": slot[8],
				}),
			),
		byClass: () =>
			sum(
				list,
				(node) => node.type,
				(node) => ({
					objects: 1,
					slots: node.slots,
					"slot bytes": node.slots * 16,
					"chunk bytes": node.bytes,
					"keeps slots": outermost(node) ? node.retainedSlots : 0,
					"keeps chunk bytes": outermost(node) ? node.retainedBytes : 0,
				}),
			),
		functions: () =>
			sum(
				list.filter((node) => node.type === "function" || node.type === "environment"),
				(node) => `${node.module || "?"} ${node.type === "function" ? node.name : "(environment)"}`,
				(node) => ({
					objects: 1,
					slots: node.slots,
				}),
			),
		held: () =>
			sum(
				list.filter((node) => /^(Object|Array|\(no class\)|Map|Set|Uint8Array|ArrayBuffer)$/.test(node.type)),
				(node) => `${path(node)} : ${node.type}`,
				(node) => ({
					objects: 1,
					slots: node.slots,
					"chunk bytes": node.bytes,
				}),
			),
		chunks: () =>
			sum(
				[...new Map(census.filter((slot) => slot[8] > 0).map((slot) => [slot[7], slot])).values()],
				(slot) => `${kindOf(slot)} ${slot[4]} ${slot[9] ? JSON.stringify(slot[9]) : ""} in ${whose(slot)}`,
				(slot) => ({ count: 1, "chunk bytes": slot[8] }),
				"chunk bytes",
			),
	};
}

/** Not kept by another of its class: what it keeps is counted once. */
function outermost(node: Node): boolean {
	for (let one = node.dominator; one; one = one.dominator) if (one.type === node.type) return false;
	return true;
}

/** Where an object hangs: the classes and keys that lead to it. */
function path(node: Node): string {
	const parts: string[] = [];
	for (let one: Node | undefined = node; one?.dominator && parts.length < 3; one = one.dominator) {
		parts.unshift(`.${one.dominator.references.get(one.address) ?? "*"}`);
		if (!/^(Object|Array|\(no class\)|Map|Set|Uint8Array|ArrayBuffer)$/.test(one.dominator.type)) {
			parts.unshift(
				one.dominator.type === "function" || one.dominator.type === "environment"
					? `${one.dominator.module}(${one.dominator.type})`
					: one.dominator.type,
			);
			break;
		}
	}
	return parts.join("");
}

function newNode(address: number, type: string): Node {
	return {
		...{ address, type, module: "", name: "", slots: 0, bytes: 0, references: new Map() },
		...{ retainedSlots: 0, retainedBytes: 0, dominator: undefined },
	};
}

/** Immediate dominators after Cooper, Harvey and Kennedy, and the sizes of what each keeps alive. */
function dominate(root: Node, nodes: Map<number, Node>): void {
	const order: Node[] = [];
	const seen = new Set<Node>();
	const visit = (start: Node) => {
		const stack: [Node, Iterator<number>][] = [[start, start.references.keys()]];
		seen.add(start);
		while (stack.length > 0) {
			const [node, rest] = stack[stack.length - 1];
			const { value, done } = rest.next();
			if (done) {
				order.push(node);
				stack.pop();
			} else {
				const next = nodes.get(value);
				if (next && !seen.has(next)) {
					seen.add(next);
					stack.push([next, next.references.keys()]);
				}
			}
		}
	};
	// What nothing in the heap leads to is kept by flash or by C.
	const referred = new Set([...nodes.values()].flatMap((node) => [...node.references.keys()]));
	for (const node of nodes.values())
		if (node !== root && !referred.has(node.address)) root.references.set(node.address, "flash or C");
	visit(root);
	for (const node of nodes.values())
		if (!seen.has(node)) {
			root.references.set(node.address, "cycle");
			seen.clear();
			order.length = 0;
			visit(root);
		}
	const number = new Map(order.map((node, i) => [node, i]));
	const from = new Map<Node, Node[]>();
	for (const node of order)
		for (const address of node.references.keys()) {
			const to = nodes.get(address);
			if (to) from.set(to, [...(from.get(to) ?? []), node]);
		}
	const dominator = new Map<Node, Node>([[root, root]]);
	for (let changed = true; changed; ) {
		changed = false;
		for (const node of order.toReversed()) {
			if (node === root) continue;
			let best: Node | undefined;
			for (const one of from.get(node) ?? []) {
				if (!dominator.has(one)) continue;
				if (!best) {
					best = one;
					continue;
				}
				let a: Node = one;
				let b: Node = best;
				while (a !== b) {
					while (number.get(a)! < number.get(b)!) a = dominator.get(a)!;
					while (number.get(b)! < number.get(a)!) b = dominator.get(b)!;
				}
				best = a;
			}
			if (best && dominator.get(node) !== best) {
				dominator.set(node, best);
				changed = true;
			}
		}
	}
	for (const node of order) {
		node.retainedSlots += node.slots;
		node.retainedBytes += node.bytes;
		if (node === root) continue;
		const above = dominator.get(node)!;
		node.dominator = above;
		above.retainedSlots += node.retainedSlots;
		above.retainedBytes += node.retainedBytes;
	}
}

/** Rows by key, the largest first. */
function sum<Item>(
	all: readonly Item[],
	keyOf: (item: Item) => string,
	valuesOf: (item: Item) => Record<string, number>,
	by = "slots",
): Record<string, string | number>[] {
	const sums = new Map<string, Record<string, number>>();
	for (const item of all) {
		const row = sums.get(keyOf(item)) ?? {};
		for (const [column, value] of Object.entries(valuesOf(item))) row[column] = (row[column] ?? 0) + value;
		sums.set(keyOf(item), row);
	}
	return [...sums].sort(([, a], [, b]) => b[by] - a[by]).map(([what, row]) => ({ what, ...row }));
}
