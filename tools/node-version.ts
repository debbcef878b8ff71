export {};

/** Imported first: says in one sentence what an older Node.js would only fail over. */

const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
	process.stderr.write(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.\n`);
	process.exit(1);
}
