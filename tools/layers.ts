/**
 * Which folder may import what: the arrows of docs/architecture.md. Read it from the top: a layer may import
 * values only from layers above it, and from itself. Types bind nothing at run time, so that two layers may
 * know each other's interfaces. Every permission is one that is used; check-imports.ts holds the code, and
 * the README of each folder, against this table.
 */
export interface Layer {
	/** Some files of a folder that are a layer of their own; else the layer is the folder of its name. */
	files?: readonly string[];
	/** The layers, or files outside of them, that it takes values from; the tests may take all. */
	mayImport: readonly string[] | "everything";
	/** Layers that it takes only types from. */
	types?: readonly string[];
	/** Whose packages it names: those of Node.js and npm, or the modules of the Moddable SDK. */
	packages?: readonly ("npm" | "SDK")[];
}

/** A layer is what its own line says, without those of its folders that have a line. */
export const LAYERS: Readonly<Record<string, Layer>> = {
	"modules: plain": {
		files: ["modules/base64.ts", "modules/frozen.ts", "modules/timers.ts", "modules/utf8.ts"],
		mayImport: [],
	},
	"modules/ocpp": { mayImport: ["modules: plain"] },
	"modules/charge-point": { mayImport: ["modules: plain", "modules/ocpp"] },
	"modules/storage": { mayImport: ["modules: plain"], types: ["modules/charge-point"] },
	"modules/net": { mayImport: ["modules: plain"], types: ["modules/charge-point"] },
	"modules/hardware": {
		mayImport: [],
		types: ["modules: plain", "modules/ocpp", "modules/charge-point", "modules/storage"],
	},
	"modules/hardware/drivers": {
		mayImport: ["modules: plain", "modules/hardware"],
		types: ["modules/ocpp", "modules/charge-point"],
	},
	"modules/ui": { mayImport: ["modules: plain"], types: ["modules/ocpp", "modules/charge-point"] },
	"modules/ui/piu": { mayImport: [], types: ["modules/ui"], packages: ["SDK"] },
	"modules/setup": { mayImport: ["modules: plain", "modules/net"], types: ["modules/charge-point"] },
	"main.ts": { mayImport: ["modules/charge-point", "modules/storage"], packages: ["SDK"] },

	"device/sdk": {
		mayImport: ["modules/charge-point"],
		types: ["modules: plain", "modules/net", "modules/setup"],
		packages: ["SDK"],
	},
	"device: kept across restarts": {
		files: ["device/energy-register.ts", "device/supervisor.ts"],
		mayImport: [],
		types: ["modules/hardware"],
		packages: ["SDK"],
	},
	"device/drivers": {
		mayImport: ["modules: plain", "modules/hardware/drivers", "device: kept across restarts"],
		types: ["modules/ocpp", "modules/charge-point", "modules/hardware"],
		packages: ["SDK"],
	},
	"device/boards": { mayImport: ["modules: plain", "device/drivers"], types: ["modules/hardware"] },
	device: {
		mayImport: [
			...[
				"modules: plain",
				"modules/hardware",
				"modules/net",
				"modules/setup",
				"modules/ui",
				"modules/ui/piu",
			],
			...["device/sdk", "device: kept across restarts", "device/boards"],
		],
		types: ["modules/ocpp", "modules/charge-point", "modules/storage", "device/drivers"],
		packages: ["SDK"],
	},

	simulator: {
		mayImport: ["modules: plain", "modules/ocpp", "modules/hardware", "modules/setup", "modules/ui"],
		types: ["modules/charge-point", "modules/storage", "simulator: its process"],
		packages: ["npm"],
	},
	"simulator/node": {
		mayImport: ["modules/net", "modules/storage", "modules/ui", "simulator", "package.json"],
		types: ["modules: plain", "modules/charge-point", "modules/hardware", "modules/setup"],
		packages: ["npm"],
	},
	"simulator/xs": {
		mayImport: [
			...["modules: plain", "modules/hardware", "modules/net", "modules/storage", "modules/ui"],
			...["modules/ui/piu", "device/sdk", "simulator"],
		],
		types: ["modules/charge-point", "modules/setup"],
		packages: ["SDK"],
	},
	"device/qemu": {
		mayImport: ["modules: plain", "modules/setup", "device/sdk", "device", "simulator", "simulator/xs"],
		types: ["modules/charge-point", "modules/hardware", "modules/storage", "device/boards"],
		packages: ["SDK"],
	},
	"simulator/esp32": { mayImport: ["simulator"], types: ["simulator: its process"], packages: ["npm"] },
	"simulator/mcsim": {
		mayImport: ["simulator"],
		types: ["modules: plain", "modules/ocpp", "modules/charge-point"],
		packages: ["SDK"],
	},

	"tools: plain": {
		files: [
			...["tools/build-xs.ts", "tools/lively.ts", "tools/moddable.ts", "tools/node-version.ts"],
			...["tools/seeded-random.ts", "tools/written-parts.ts"],
		],
		mayImport: [],
		packages: ["npm"],
	},
	"simulator: its process": {
		files: [
			...["simulator/command-line.ts", "simulator/control-api.ts", "simulator/engine.ts"],
			...["simulator/firmware-process.ts", "simulator/simulated-charge-point.ts", "simulator/simulator.ts"],
		],
		mayImport: ["simulator", "simulator/node", "simulator/esp32", "tools: plain"],
		packages: ["npm"],
	},

	"csms: plain": {
		files: [
			...["csms/masking.ts", "csms/moment.ts", "csms/money.ts", "csms/problem.ts", "csms/proxies.ts"],
			...["csms/secrets.ts", "csms/security-events.ts", "csms/start-error.ts", "csms/time-zone.ts"],
			...["csms/certificates/certificate.ts", "csms/diagnosis/words.ts", "csms/files/addresses.ts"],
			...["csms/frames/frames.ts", "csms/records/roles.ts"],
		],
		mayImport: ["modules/ocpp"],
		types: ["csms/database", "csms/api/schemas"],
		packages: ["npm"],
	},
	"csms/api/schemas": { mayImport: ["modules/ocpp", "csms: plain"], packages: ["npm"] },
	"csms/pages/shared": { mayImport: ["modules/ocpp", "csms: plain"], packages: ["npm"] },
	"simulator/panel": {
		mayImport: ["csms: plain", "csms/pages/shared"],
		types: ["simulator"],
		packages: ["npm"],
	},
	"csms/texts": {
		mayImport: ["csms: plain", "csms/pages/shared"],
		types: ["csms/api/schemas", "csms/pages"],
		packages: ["npm"],
	},
	"csms/frames": { mayImport: ["csms: plain"], types: ["csms/api/schemas"], packages: ["npm"] },
	"csms/database": {
		mayImport: ["csms: plain"],
		types: ["modules/ocpp", "csms/api/schemas", "csms/pages/shared"],
		packages: ["npm"],
	},
	"csms/records": {
		mayImport: ["modules/ocpp", "csms: plain", "csms/database"],
		types: ["csms/api/schemas", "csms/certificates"],
		packages: ["npm"],
	},
	"csms/certificates": {
		mayImport: ["csms/records"],
		types: ["csms/database", "csms"],
		packages: ["npm"],
	},
	"csms/tariffs": {
		mayImport: ["csms: plain", "csms/records"],
		types: ["csms/api/schemas", "csms/database"],
		packages: ["npm"],
	},
	"csms/statistics": {
		mayImport: ["csms: plain", "csms/records", "csms/tariffs"],
		types: ["csms/api/schemas", "csms/database", "csms"],
		packages: ["npm"],
	},
	csms: {
		mayImport: ["csms: plain", "csms/api/schemas", "csms/records", "csms/tariffs"],
		types: [
			...["csms/frames", "csms/database", "csms/statistics", "csms/diagnosis", "csms/ocpp", "csms/files"],
			...["csms/cluster", "csms/notices", "csms/reports"],
		],
		packages: ["npm"],
	},
	"csms/diagnosis": {
		mayImport: ["modules/ocpp", "csms: plain", "csms/records", "csms"],
		types: ["csms/api/schemas", "csms/database"],
		packages: ["npm"],
	},
	"csms/ocpp": {
		mayImport: [
			...["modules/ocpp", "csms: plain", "csms/database", "csms/records", "csms/certificates", "csms"],
			...["csms/diagnosis"],
		],
		types: ["modules: plain", "csms/api/schemas"],
		packages: ["npm"],
	},
	"csms/files": {
		mayImport: ["csms: plain", "csms/records", "csms", "csms/ocpp"],
		types: ["csms/api/schemas", "csms/database"],
		packages: ["npm"],
	},
	"csms/cluster": {
		mayImport: ["csms/database", "csms/records", "csms", "csms/ocpp"],
		types: ["csms/api/schemas", "csms/frames"],
		packages: ["npm"],
	},
	"csms/notices": {
		mayImport: ["csms: plain", "csms/api/schemas", "csms/pages/shared", "csms/texts", "csms/records"],
		types: ["csms/database", "csms", "csms/cluster"],
		packages: ["npm"],
	},
	"csms/reports": {
		mayImport: [
			...["csms: plain", "csms/pages/shared", "csms/texts", "csms/records", "csms/tariffs"],
			...["csms/statistics", "csms/files"],
		],
		types: ["csms/api/schemas", "csms/database", "csms"],
		packages: ["npm"],
	},
	"csms/api": {
		mayImport: [
			...["modules/ocpp", "csms: plain", "csms/api/schemas", "csms/texts", "csms/frames", "csms/records"],
			...["csms/certificates", "csms/tariffs", "csms/statistics", "csms", "csms/diagnosis", "csms/ocpp"],
			...["csms/files", "csms/notices", "csms/reports", "package.json"],
		],
		types: ["csms/database"],
		packages: ["npm"],
	},
	"csms/backup": {
		mayImport: ["tools: plain", "csms: plain", "csms/database", "csms"],
		packages: ["npm"],
	},
	"csms: its process": {
		files: ["csms/command-line.ts", "csms/main.ts", "csms/start.ts"],
		mayImport: [
			...["tools: plain", "csms: plain", "csms/frames", "csms/database", "csms/records", "csms/certificates"],
			...["csms/statistics", "csms", "csms/diagnosis", "csms/ocpp", "csms/files", "csms/cluster"],
			...["csms/notices", "csms/reports", "csms/api"],
		],
		types: ["csms/api/schemas"],
		packages: ["npm"],
	},
	"csms/pages/api": {
		mayImport: ["csms: plain", "csms/pages/shared"],
		types: ["csms/api/schemas"],
		packages: ["npm"],
	},
	"csms/pages/parts": {
		mayImport: ["csms: plain", "csms/pages/shared", "csms/pages/api"],
		types: ["csms/api/schemas"],
		packages: ["npm"],
	},
	"csms/pages/account": {
		mayImport: ["csms/pages/shared", "csms/pages/api", "csms/pages/parts"],
		types: ["csms/api/schemas"],
		packages: ["npm"],
	},
	"csms/pages/driver": {
		mayImport: ["csms/pages/shared", "csms/pages/api", "csms/pages/parts", "csms/pages/account"],
		types: ["csms/api/schemas"],
		packages: ["npm"],
	},
	"csms/pages/operator": {
		mayImport: [
			...["modules/ocpp", "modules/charge-point", "csms: plain", "csms/api/schemas", "csms/pages/shared"],
			...["csms/texts", "csms/pages/api", "csms/pages/parts"],
		],
		packages: ["npm"],
	},
	"csms/pages": {
		mayImport: [
			...["csms/pages/shared", "csms/texts", "csms/pages/api", "csms/pages/parts", "csms/pages/driver"],
			...["csms/pages/operator"],
		],
		packages: ["npm"],
	},

	"host-tests": { mayImport: "everything", packages: ["npm", "SDK"] },
	"tools/conformance": { mayImport: [] },
	"tools/ocpp-schemas": { mayImport: [] },
	"tools/footprint": {
		mayImport: ["simulator/esp32", "simulator: its process", "host-tests"],
		types: ["simulator"],
		packages: ["npm"],
	},
	"tools/demo": {
		mayImport: ["simulator/node", "tools: plain", "simulator: its process", "csms: its process"],
		packages: ["npm"],
	},
	tools: {
		mayImport: [
			...["modules/storage", "modules/ui", "modules/setup", "simulator", "simulator/node", "simulator/esp32"],
			...["simulator/mcsim", "tools: plain", "simulator: its process", "csms/texts", "simulator/panel"],
			...["csms: its process", "host-tests", "tools/conformance", "tools/ocpp-schemas", "tools/footprint"],
			...["tools/demo", "vite.pages.config.ts"],
		],
		types: ["device/boards", "modules/hardware"],
		packages: ["npm"],
	},
	"bench/servers": { mayImport: [], packages: ["npm"] },
	bench: {
		mayImport: [
			...["modules/charge-point", "modules/net", "modules/storage", "simulator", "simulator/node"],
			...["tools: plain", "simulator: its process", "host-tests", "tools/footprint", "tools"],
		],
		types: ["modules/ocpp"],
		packages: ["npm"],
	},
};
