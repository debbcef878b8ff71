// Made by tools/build-mcsim-device.ts from simulator/mcsim; do not edit.
import { DeviceBehavior, DeviceContainer, DeviceScreen } from "DevicePane";
import { ButtonsRow, ControlsColumn, PopupRow, SliderRow, SwitchRow } from "ControlsPane";
// simulator/meter-fault.ts
/** Wh. */
var JUMP = 1e6;
/** What a meter shows of the energy that has really flowed. */
var MeterFault = class {
	#name = "right";
	/** The register, and what was shown, when the fault began, Wh. */
	#from = 0;
	#shown = 0;
	/** From now on, at this register in Wh. */
	set(name, register) {
		const shown = this.shows(register);
		this.#name = name;
		this.#from = register;
		this.#shown = shown;
	}
	/** What it shows while the register has so many Wh; never below 0. */
	shows(register) {
		const flowed = register - this.#from;
		switch (this.#name) {
			case "right": return register;
			case "stuck": return this.#shown;
			case "backwards": return Math.max(0, this.#shown - flowed);
			case "replaced": return flowed;
			case "jumped": return this.#shown + JUMP + flowed;
		}
	}
};
// simulator/protocol.ts
/** Virtual pin numbers of the simulated board: the connector's number in the hundreds. */
var PIN = {
	emergencyStop: 1,
	tamper: 2,
	cable: 1,
	ev: 2,
	evReady: 3,
	lockFeedback: 4,
	pause: 5,
	lock: 11,
	contactor: 12,
	available: 21,
	charging: 22,
	fault: 23
};
// simulator/connector-world.ts
/** The simulated mains: three phases of this many volts to neutral. */
var VOLTAGE = 230;
var FREQUENCY = 50;
/** IEC 61851-1: the control pilot cannot offer less, and a vehicle draws nothing then. */
var LEAST_OFFER = 6;
/** How long the lock's motor takes from one end to the other, ms. */
var LOCK_TRAVEL = 150;
/** A cable that is held by the lock, or kept out by it. */
var LockedError = class extends Error {};
/**
* One connector as the world sees it: the cable, the vehicle at its end, the lock's bolt, the
* contactor and the energy that flows. It outlives a power cut of the charge point.
*/
var ConnectorWorld = class {
	#options;
	#levels;
	#cable;
	#ev;
	#evReady;
	#demandA;
	#locked;
	#lockJam;
	#meterFault;
	/** Where the motor is driven to; undefined while nobody drives it. */
	#lockDrive;
	#lockTravel;
	#contactor;
	#offeredA;
	#drawnA;
	/** Up to when the energy has been counted. */
	#countedAt;
	#nextCount;
	constructor(options) {
		this.leds = {
			available: false,
			charging: false,
			fault: false
		};
		this.#levels = /* @__PURE__ */ new Map();
		this.#ev = false;
		this.#evReady = true;
		this.#demandA = 32;
		this.#locked = false;
		this.#lockJam = false;
		this.#meterFault = new MeterFault();
		this.#contactor = false;
		this.#offeredA = 0;
		this.#drawnA = 0;
		this.id = options.id;
		this.#options = options;
		this.#cable = !options.detachable;
		this.#countedAt = options.timers.now();
		if (options.detachable) {
			this.#levels.set("cable", 0);
			this.#levels.set("lockFeedback", 0);
		}
		this.#levels.set("evReady", 0);
		this.#levels.set("ev", 0);
		this.#levels.set("pause", 0);
	}
	get cable() {
		return this.#cable;
	}
	/** The vehicle hangs on the other end of the cable, whether or not that is in the socket. */
	get ev() {
		return this.#ev;
	}
	get evReady() {
		return this.#evReady;
	}
	get locked() {
		return this.#locked;
	}
	get contactor() {
		return this.#contactor;
	}
	get offeredA() {
		return this.#offeredA;
	}
	/** What the vehicle takes, A per phase. */
	get drawnA() {
		return this.#drawnA;
	}
	/** What the meter shows now, Wh; what it counts is stored before it is told. */
	get importWh() {
		this.#count();
		return this.#shownWh();
	}
	/** Lines that tell the board, before it boots, how things stand. */
	powerUpLines() {
		this.#count();
		return [...[...this.#levels].map(([line, level]) => this.#digital(line, level)), this.#meterLine()];
	}
	/** Moves the end of the cable at the charge point; throws a LockedError where the lock forbids it. */
	moveCable(inserted) {
		this.#checkLock(inserted);
		if (this.#options.detachable) this.#cable = inserted;
		this.#settle();
	}
	moveVehicle(plugged) {
		this.#ev = plugged;
		this.#settle();
	}
	/** Both ends at once, or, where the lock forbids one, neither. */
	movePlug(plugged) {
		this.#checkLock(plugged);
		if (this.#options.detachable) this.#cable = plugged;
		this.#ev = plugged;
		this.#settle();
	}
	setEvReady(ready) {
		this.#evReady = ready;
		this.#settle();
	}
	/** The charge point's own side pauses, by its button; that keeps over a power cut as it is. */
	setPause(paused) {
		this.#setInput("pause", paused);
	}
	/** Sets what the vehicle would draw if it were offered, A per phase. */
	setDemand(amperes) {
		this.#demandA = amperes;
		this.#settle();
	}
	/** While jammed, the bolt stays where it is; freed, it follows a motor that is driven. */
	setLockJam(jammed) {
		this.#lockJam = jammed;
		this.#driveLock();
	}
	/** Breaks the meter, or mends it: what flows is counted all the same. */
	setMeterFault(name) {
		this.#count();
		this.#meterFault.set(name, this.#options.registers.importWh(this.id));
		this.#options.toBoard(this.#meterLine());
		this.#options.onChange();
	}
	/** The board has set one of its outputs; `line` is the pin's number within the connector. */
	output(line, level) {
		const on = level === 1;
		if (line === PIN.contactor) this.#contactor = on;
		else if (line === PIN.lock) this.#lockDrive = on;
		else if (line === PIN.available) this.leds.available = on;
		else if (line === PIN.charging) this.leds.charging = on;
		else if (line === PIN.fault) this.leds.fault = on;
		this.#driveLock();
		this.#settle();
	}
	/** The control pilot offers this many A per phase. */
	offer(amperes) {
		this.#offeredA = amperes;
		this.#settle();
	}
	/** The board drives nothing any more: the contactor falls open, and the lock holds. */
	boardDown() {
		this.#contactor = false;
		this.#offeredA = 0;
		this.#lockDrive = void 0;
		this.leds.available = this.leds.charging = this.leds.fault = false;
		this.#driveLock();
		this.#settle();
	}
	/** Stops everything that moves. */
	close() {
		this.boardDown();
		this.#options.timers.clear(this.#nextCount);
	}
	#checkLock(inserted) {
		if (!this.#options.detachable || !this.#locked || inserted === this.#cable) return;
		throw new LockedError(inserted ? `The lock of connector ${this.id} is engaged: no cable goes in.` : `The cable is locked to connector ${this.id}.`);
	}
	/** Lets current and input lines follow what has changed. */
	#settle() {
		this.#count();
		const drawnA = this.#contactor && this.#cable && this.#ev && this.#evReady && this.#offeredA >= LEAST_OFFER ? Math.min(this.#offeredA, this.#demandA, 32) : 0;
		if (drawnA !== this.#drawnA) {
			this.#drawnA = drawnA;
			if (drawnA === 0) this.#options.registers.store();
			this.#options.toBoard(this.#meterLine());
			this.#scheduleCount();
		}
		this.#setInputs();
		this.#options.onChange();
	}
	/**
	* What the board can measure: the pilot needs the whole way to the vehicle. The lines change in
	* the order in which a vehicle that is plugged never looks as if it paused.
	*/
	#setInputs() {
		if (this.#cable && this.#ev) {
			this.#setInput("cable", this.#cable);
			this.#setInput("evReady", this.#evReady);
			this.#setInput("ev", true);
		} else {
			this.#setInput("ev", false);
			this.#setInput("evReady", false);
			this.#setInput("cable", this.#cable);
		}
	}
	#setInput(line, on) {
		const level = on ? 1 : 0;
		if (!this.#levels.has(line) || this.#levels.get(line) === level) return;
		this.#levels.set(line, level);
		this.#options.toBoard(this.#digital(line, level));
	}
	#digital(line, level) {
		return { digital: {
			pin: this.id * 100 + PIN[line],
			level
		} };
	}
	#driveLock() {
		const { timers, detachable } = this.#options;
		const target = this.#lockDrive;
		if (!(detachable && target !== void 0 && target !== this.#locked && !this.#lockJam)) {
			timers.clear(this.#lockTravel);
			this.#lockTravel = void 0;
		} else if (this.#lockTravel === void 0) this.#lockTravel = timers.set(() => {
			this.#lockTravel = void 0;
			this.#locked = target;
			this.#setInput("lockFeedback", target);
			this.#options.onChange();
		}, LOCK_TRAVEL);
	}
	#power() {
		return 690 * this.#drawnA;
	}
	/** Counts the energy that has flowed since the last time. */
	#count() {
		const { timers, registers } = this.#options;
		const now = timers.now();
		const wh = this.#power() * (now - this.#countedAt) / 36e5;
		this.#countedAt = now;
		if (wh > 0 && registers.add(this.id, wh)) {
			this.#options.toBoard(this.#meterLine());
			this.#options.onChange();
		}
	}
	/** Counts again when the meter will show the next Wh. */
	#scheduleCount() {
		const { timers, registers } = this.#options;
		timers.clear(this.#nextCount);
		this.#nextCount = void 0;
		if (this.#drawnA === 0) return;
		const delay = registers.untilNext(this.id) / this.#power() * 36e5;
		this.#nextCount = timers.set(() => {
			this.#count();
			this.#scheduleCount();
		}, Math.max(1, delay));
	}
	#shownWh() {
		return this.#meterFault.shows(this.#options.registers.importWh(this.id));
	}
	#meterLine() {
		const current = this.#drawnA;
		const power = VOLTAGE * current;
		return { meter: {
			connector: this.id,
			importWh: this.#shownWh(),
			powerW: this.#power(),
			phasePowerW: [
				power,
				power,
				power
			],
			currentA: [
				current,
				current,
				current
			],
			voltageV: [
				VOLTAGE,
				VOLTAGE,
				VOLTAGE
			],
			powerFactor: 1,
			frequencyHz: FREQUENCY
		} };
	}
};
// simulator/energy-registers.ts
/**
* The energy registers of the meters, one per connector, in Wh. They are part of the flash: a
* whole Wh is stored before anyone is told of it, so that no kill at any point makes one fall.
*/
var EnergyRegisters = class {
	#store;
	#wh;
	/** What the store has taken: as long as it fails, the meters show nothing more. */
	#stored;
	#failing = false;
	/** Throws when the store cannot be read or written. */
	constructor(store) {
		this.#store = store;
		this.#wh = store.read();
		store.write(this.#wh);
		this.#stored = { ...this.#wh };
	}
	/** What the meter of a connector shows: whole Wh. */
	importWh(connector) {
		return Math.floor(this.#stored[connector] ?? 0);
	}
	/** Wh to go until the meter shows one more. */
	untilNext(connector) {
		const wh = this.#wh[connector] ?? 0;
		return Math.floor(wh) + 1 - wh;
	}
	/** Counts `wh` (not negative) and tells whether the meter now shows more. */
	add(connector, wh) {
		this.#wh[connector] = (this.#wh[connector] ?? 0) + wh;
		return Math.floor(this.#wh[connector]) !== this.importWh(connector) && this.store();
	}
	/** Stores the fractions too; false when that fails. */
	store() {
		try {
			this.#store.write(this.#wh);
		} catch (error) {
			if (!this.#failing) this.onTrouble?.(error);
			this.#failing = true;
			return false;
		}
		this.#stored = { ...this.#wh };
		if (this.#failing) this.onTrouble?.(void 0);
		this.#failing = false;
		return true;
	}
};
/** The registers that a file has as text; throws a sentence that names the file when it has none. */
function parseRegisters(text, file) {
	let content;
	try {
		content = JSON.parse(text);
	} catch {
		content = void 0;
	}
	if (typeof content !== "object" || content === null || !Object.values(content).every(isEnergy)) throw new Error(`${file} does not hold energy registers; mend it or remove it.`);
	return content;
}
function isEnergy(value) {
	return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
// simulator/world.ts
/** How long the tamper contact stays open, ms: longer than any debouncing. */
var TAMPER_TIME = 300;
/**
* The physical world around the board. It remembers cables, vehicles, locks, faults and buttons
* over power cuts of the charge point; a new one has everything out.
*/
var World = class {
	#timers;
	#faults = /* @__PURE__ */ new Map();
	#emergencyStop = false;
	#tamperOpen = false;
	#oled = true;
	constructor(options) {
		this.#timers = options.timers;
		this.connectors = Array.from({ length: options.connectors }, (_, index) => new ConnectorWorld({
			id: index + 1,
			detachable: options.cable === "detachable",
			timers: options.timers,
			registers: options.registers,
			toBoard: (line) => this.toBoard?.(line),
			onChange: () => this.onChange?.()
		}));
	}
	/** Lines that tell the board, before it boots, how things stand. */
	powerUpLines() {
		return [
			digital(PIN.emergencyStop, this.#emergencyStop),
			digital(PIN.tamper, this.#tamperOpen),
			...this.#oled ? [] : [{ oled: false }],
			...this.connectors.flatMap((connector) => connector.powerUpLines())
		];
	}
	/** Lines for a board that has just booted: its hardware finds again what is broken. */
	bootedLines() {
		return [...this.#faults.values()].map((fault) => ({ fault }));
	}
	setFault(connector, errorCode, active) {
		const fault = {
			connector,
			errorCode,
			active
		};
		if (active) this.#faults.set(`${connector} ${errorCode}`, fault);
		else this.#faults.delete(`${connector} ${errorCode}`);
		this.toBoard?.({ fault });
	}
	setEmergencyStop(pressed) {
		this.#emergencyStop = pressed;
		this.toBoard?.(digital(PIN.emergencyStop, pressed));
	}
	/** Opens the housing for a moment. */
	tamper() {
		if (this.#tamperOpen) return;
		this.#tamperOpen = true;
		this.toBoard?.(digital(PIN.tamper, true));
		this.#timers.set(() => {
			this.#tamperOpen = false;
			this.toBoard?.(digital(PIN.tamper, false));
		}, TAMPER_TIME);
	}
	/** Pulls the OLED out of its socket, or puts it in. */
	setOled(fitted) {
		this.#oled = fitted;
		this.toBoard?.({ oled: fitted });
	}
	/** The board has set an output. */
	output(pin, level) {
		this.connectors[Math.floor(pin / 100) - 1]?.output(pin % 100, level);
	}
	offer(connector, amperes) {
		this.connectors[connector - 1]?.offer(amperes);
	}
	/** The board drives nothing any more. */
	boardDown() {
		for (const connector of this.connectors) connector.boardDown();
	}
	close() {
		for (const connector of this.connectors) connector.close();
	}
};
function digital(pin, on) {
	return { digital: {
		pin,
		level: on ? 1 : 0
	} };
}
// simulator/mcsim/content-timers.ts
/** How exact the timers are, ms. */
var INTERVAL = 20;
/** Timers by the clock of a content, for mcsim has no others. */
var ContentTimers = class {
	/** Its behavior calls {@link run} in onTimeChanged. */
	constructor(content) {
		this.waiting = /* @__PURE__ */ new Set();
		this.latest = 0;
		this.content = content;
		content.duration = 0;
		content.interval = INTERVAL;
	}
	now() {
		this.latest = Math.max(this.latest, Date.now());
		return this.latest;
	}
	set(callback, delay) {
		const waiting = {
			due: this.now() + delay,
			callback
		};
		this.waiting.add(waiting);
		if (!this.content.running) this.content.start();
		return waiting;
	}
	clear(handle) {
		this.waiting.delete(handle);
	}
	/** Calls what is due. */
	run() {
		const now = this.now();
		for (const waiting of [...this.waiting]) {
			if (waiting.due > now || !this.waiting.delete(waiting)) continue;
			waiting.callback();
		}
		if (this.waiting.size === 0) this.content.stop();
	}
};
// simulator/mcsim/controls.ts
/** Ids that a person at the window can choose. */
var CARDS = [
	"04A2B9C1D25E80",
	"ALICE",
	"BOB"
];
/** Faults that a person at the window can choose. */
var FAULTS = [
	"GroundFailure",
	"OverCurrentFailure",
	"HighTemperature",
	"EVCommunicationError",
	"PowerMeterFailure"
];
var IdFieldBehavior = class extends Behavior {
	onStringChanged(field) {
		application.distribute("onIdTyped", field.string);
	}
};
/** What is done at one connector. */
function connectorRows({ settings }, connector) {
	const { cable, connectors } = settings.boot;
	const label = (text) => connectors === 1 ? text : `${connector}: ${text}`;
	const inserted = SwitchRow({
		label: label("Cable"),
		event: "onCable",
		name: `cable${connector}`,
		connector,
		on: "In the socket",
		off: "Out",
		value: false
	});
	return [
		...cable === "detachable" ? [inserted] : [],
		SwitchRow({
			label: label("Vehicle"),
			event: "onVehicle",
			name: `vehicle${connector}`,
			connector,
			on: "Plugged",
			off: "Unplugged",
			value: false
		}),
		SwitchRow({
			label: label("Asks for energy"),
			event: "onReady",
			name: `ready${connector}`,
			connector,
			on: "Yes",
			off: "No",
			value: true
		}),
		SwitchRow({
			label: label("EVSE pause"),
			event: "onPause",
			name: `pause${connector}`,
			connector,
			on: "Yes",
			off: "No",
			value: false
		}),
		SliderRow({
			label: label("Would draw"),
			event: "onDemand",
			connector,
			min: 0,
			max: 32,
			step: 1,
			unit: " A",
			value: 32
		}),
		PopupRow({
			label: label("Fault"),
			event: "onFault",
			connector,
			value: "",
			items: [{
				title: "None",
				value: ""
			}, ...FAULTS.map((errorCode) => ({
				title: errorCode,
				value: errorCode
			}))]
		})
	];
}
/** The card and all switches, beside the board. */
var ControlsTemplate = ControlsColumn.template((device) => {
	const { settings } = device;
	const ids = Array.from({ length: settings.boot.connectors }, (_, index) => index + 1);
	return { contents: [
		PopupRow({
			label: "Card",
			event: "onCard",
			value: CARDS[0],
			items: CARDS.map((idTag) => ({
				title: idTag,
				value: idTag
			}))
		}),
		Container(null, {
			left: 0,
			right: 0,
			height: 30,
			contents: [ButtonsRow({
				label: "Other id",
				buttons: []
			}), Field(null, {
				left: 125,
				width: 150,
				top: 4,
				height: 22,
				active: true,
				clip: true,
				skin: {
					fill: "#ffffff",
					stroke: "#8a8f94",
					borders: {
						left: 1,
						right: 1,
						top: 1,
						bottom: 1
					}
				},
				style: {
					color: "black",
					horizontal: "left",
					left: 5,
					right: 5
				},
				string: "",
				Behavior: IdFieldBehavior
			})]
		}),
		ButtonsRow({
			label: "",
			buttons: [{
				label: "Present",
				event: "onPresent"
			}]
		}),
		...ids.flatMap((id) => connectorRows(device, id)),
		SwitchRow({
			label: "Emergency stop",
			event: "onEmergencyStop",
			on: "Yes",
			off: "No",
			value: false
		}),
		SwitchRow({
			label: "Network",
			event: "onNetwork",
			on: "On",
			off: "Off",
			value: true
		}),
		SwitchRow({
			label: "Power",
			event: "onPower",
			on: "On",
			off: "Off",
			value: true
		})
	] };
});
// simulator/mcsim/register-file.ts
var NAME = "energy-registers.json";
/** `energy-registers.json` in the folder that is the flash. The file is old or new, never half. */
var RegisterFile = class {
	constructor(folder) {
		this.folder = folder;
	}
	read() {
		const file = system.buildPath(this.folder, NAME);
		return system.fileExists(file) ? parseRegisters(system.readFileString(file), file) : {};
	}
	write(wh) {
		const temporary = system.buildPath(this.folder, `${NAME}.new`);
		system.writeFileString(temporary, `${JSON.stringify(wh)}\n`);
		system.renameFile(temporary, NAME);
	}
};
// simulator/mcsim/charge-point-behavior.ts
/** After a crash the watchdog needs this long to start the firmware again, ms. */
var WATCHDOG_TIME = 1e3;
/** How long a message stays, ms. */
var NEWS_TIME = 1e4;
/** Characters of an OCPP idTag. */
var LONGEST_ID = 20;
/**
* The charge point in its world, as SimulatedChargePoint is in the simulator's process: joins the
* firmware, which is mcsim's app, with the world and with what the window shows.
*/
var ChargePointBehavior = class extends DeviceBehavior {
	constructor(..._args) {
		super(..._args);
		this.powered = true;
		this.running = false;
		this.online = true;
		this.crashed = false;
		this.emergencyStop = false;
		this.card = CARDS[0];
		this.typedId = "";
		this.faults = /* @__PURE__ */ new Map();
		this.message = "";
		this.showing = false;
	}
	onCreate(container, device) {
		super.onCreate(container, device);
		this.container = container;
		this.settings = device.settings;
		const { boot, data } = device.settings;
		this.timers = new ContentTimers(container);
		this.world = new World({
			connectors: boot.connectors,
			cable: boot.cable,
			timers: this.timers,
			registers: new EnergyRegisters(new RegisterFile(data))
		});
		this.world.toBoard = (line) => this.say(line);
		this.world.onChange = () => this.show();
	}
	onDisplaying() {
		this.show();
	}
	onTimeChanged() {
		this.timers.run();
	}
	/** mcsim puts another device in the window. */
	onDeviceUnselected() {
		this.world.close();
	}
	/** mcsim has started the firmware, which waits for the line that boots it. */
	onConfigure() {
		this.down();
		this.running = true;
		this.tell("The firmware starts.");
		for (const line of this.world.powerUpLines()) this.say(line);
		if (!this.online) this.say({ link: "down" });
		const flash = system.buildPath(this.settings.data, "flash.bin");
		this.say({ boot: {
			...this.settings.boot,
			flash,
			crashed: this.crashed
		} });
		this.crashed = false;
	}
	onJSON(_container, json) {
		const message = json;
		if (!this.running) return;
		if ("digital" in message) this.world.output(message.digital.pin, message.digital.level);
		else if ("offer" in message) this.world.offer(message.offer.connector, message.offer.amperes);
		else if ("state" in message) this.state = message.state;
		else if ("log" in message) this.tell(message.log.split("\n")[0]);
		else if ("ready" in message) for (const line of this.world.bootedLines()) this.say(line);
		else if ("exit" in message) this.restart("The firmware restarts.");
		else if ("xsbug" in message && message.xsbug === "abort") this.restart("The firmware restarts.");
		this.show();
	}
	/** The engine has given up; true keeps mcsim from asking the user about it. */
	onAbort(_container, _status, reason) {
		this.restart(`The firmware has failed (${reason}); the watchdog starts it again.`, WATCHDOG_TIME);
		this.crashed = true;
		return true;
	}
	onCable(_container, data) {
		this.move(data, (inserted) => this.world.connectors[data.connector - 1].moveCable(inserted));
	}
	onVehicle(_container, data) {
		this.move(data, (plugged) => this.world.connectors[data.connector - 1].moveVehicle(plugged));
	}
	onReady(_container, data) {
		this.world.connectors[data.connector - 1].setEvReady(data.value);
	}
	onPause(_container, data) {
		this.world.connectors[data.connector - 1].setPause(data.value);
	}
	onDemand(_container, data) {
		this.world.connectors[data.connector - 1].setDemand(data.value);
	}
	onFault(_container, { connector, value }) {
		const before = this.faults.get(connector);
		if (before) this.world.setFault(connector, before, false);
		this.faults.delete(connector);
		if (value === "") return;
		this.faults.set(connector, value);
		this.world.setFault(connector, value, true);
	}
	onEmergencyStop(_container, data) {
		this.emergencyStop = data.value;
		this.world.setEmergencyStop(data.value);
		this.show();
	}
	onCard(_container, data) {
		this.card = data.value;
	}
	onIdTyped(_container, idTag) {
		this.typedId = idTag;
	}
	onPresent() {
		const idTag = this.typedId || this.card;
		if (!this.running) this.tell("The reader is dark: the firmware does not run.");
		else if (idTag.length > LONGEST_ID) this.tell(`An id has at most ${LONGEST_ID} characters.`);
		else this.say({ idTag: {
			connector: 0,
			idTag
		} });
	}
	onNetwork(_container, data) {
		this.online = data.value;
		this.say({ link: data.value ? "up" : "down" });
	}
	onPower(_container, data) {
		this.powered = data.value;
		if (data.value) application.behavior.launchScreen();
		else {
			application.behavior.quitScreen();
			this.down();
			this.tell("The power is off.");
		}
	}
	/** A lock that forbids a movement puts the switch back. */
	move(data, move) {
		try {
			move(data.value);
		} catch (error) {
			if (!(error instanceof LockedError)) throw error;
			const { [data.name]: control } = this;
			data.value = !data.value;
			control.stop();
			control.delegate("onDataChanged");
			this.tell(`The lock of connector ${data.connector} holds.`);
		}
	}
	/** Ends the firmware and starts it again after `delay` ms, if there is power then. */
	restart(message, delay = 0) {
		application.behavior.quitScreen();
		this.down();
		this.tell(message);
		this.timers.set(() => {
			if (this.powered && !this.running) application.behavior.launchScreen();
		}, delay);
	}
	/** The firmware runs no more. */
	down() {
		this.running = false;
		this.state = void 0;
		this.world.boardDown();
	}
	say(line) {
		if (this.running) this.postJSON(this.container, line);
	}
	/** Says it at the foot of the board for as long as it is news. */
	tell(message) {
		this.message = message;
		this.timers.clear(this.forgetting);
		this.forgetting = this.timers.set(() => {
			this.message = "";
			this.show();
		}, NEWS_TIME);
		this.show();
	}
	/** Shows what has changed, once for all that happens in one turn. */
	show() {
		if (this.showing || !this.container.application) return;
		this.showing = true;
		this.container.defer("onShow");
	}
	onShow(container) {
		this.showing = false;
		const view = {
			emergencyStop: this.emergencyStop,
			world: this.world,
			state: this.state,
			message: this.message
		};
		container.distribute("onBoardChanged", view);
	}
};
// simulator/mcsim/board.ts
/** Pixels of the OLED. */
var WIDTH = 128;
var HEIGHT = 64;
/** A window of this width has room for the OLED at three times its size beside the controls. */
var LARGE_WINDOW = 800;
/** Height of what mcsim has above and below the board. */
var BARS = 54;
/** Height of the part of the board that belongs to one connector, and what is above and below them. */
var CONNECTOR_HEIGHT = 112;
var HEAD = 40;
var FOOT = 84;
var MARGIN = 26;
var COLORS = {
	board: "#0d5a41",
	rim: "#0a4531",
	hole: "#c9a24a",
	print: "#e8f3ee",
	faint: "#c2e4d6",
	bezel: "#101418",
	module: "#14304f",
	card: "#123c5c",
	metal: "#c4ccd2",
	dark: "#22303a",
	red: "#d7263d",
	copper: "#e0a458"
};
/** What is printed beside them, and their colours, unlit and lit. */
var LEDS = {
	available: {
		words: "Available",
		dark: "#1d4d2b",
		lit: "#3dff7a"
	},
	charging: {
		words: "Charging",
		dark: "#1b3f63",
		lit: "#43b8ff"
	},
	fault: {
		words: "Fault",
		dark: "#5a1f22",
		lit: "#ff4d4d"
	}
};
/** Shows a part of the view each time that something has changed. */
var PartBehavior = class extends Behavior {
	onCreate(_content, update) {
		this.update = update;
	}
	onBoardChanged(content, view) {
		this.update(content, view);
	}
};
/** A content that follows the view by `update`. */
function part(Class, look, update) {
	return Class(update, {
		...look,
		Behavior: PartBehavior
	});
}
function box(x, y, width, height, fill, radius = 0) {
	const place = {
		left: x,
		top: y,
		width,
		height,
		skin: { fill }
	};
	return radius === 0 ? Content(null, place) : RoundContent(null, {
		...place,
		radius,
		border: 0
	});
}
var STYLES = {
	print: {
		font: "semibold",
		color: COLORS.print,
		horizontal: "left"
	},
	centred: {
		font: "semibold",
		color: COLORS.print,
		horizontal: "center"
	},
	faint: {
		font: "light",
		color: COLORS.faint,
		horizontal: "left"
	}
};
function print(x, y, width, string, style = STYLES.print) {
	return Label(null, {
		left: x,
		top: y,
		width,
		height: 18,
		string,
		style
	});
}
/** What is on the board beside the connectors. */
function boardAround({ settings }, width, height, scale) {
	const screenWidth = WIDTH * scale;
	const screenHeight = HEIGHT * scale;
	const pins = [
		"GND",
		"VCC",
		"SCL",
		"SDA"
	];
	const foot = height - FOOT;
	return [
		box(0, 0, width, height, COLORS.rim, 14),
		box(2, 2, width - 4, height - 4, COLORS.board, 12),
		...[14, width - 24].flatMap((x) => [
			box(x, 12, 10, 10, COLORS.hole, 5),
			box(x + 3, 15, 4, 4, COLORS.rim, 2),
			box(x, height - 22, 10, 10, COLORS.hole, 5),
			box(x + 3, height - 19, 4, 4, COLORS.rim, 2)
		]),
		print(34, 8, width - 68, `xs-evse   ${settings.boot.identity}`),
		box(18, 30, screenWidth + 16, screenHeight + 20, COLORS.module, 4),
		...pins.map((_, index) => box(MARGIN + screenWidth / 2 - 30 + index * 18, 32, 6, 6, COLORS.hole, 3)),
		box(23, 41, screenWidth + 6, screenHeight + 5, COLORS.bezel),
		box(18, foot, 92, 58, COLORS.card, 5),
		...[
			0,
			1,
			2
		].map((ring) => RoundContent(null, {
			left: 24 + ring * 5,
			top: foot + 6 + ring * 5,
			width: 80 - ring * 10,
			height: 46 - ring * 10,
			radius: 4,
			border: 1,
			skin: {
				fill: "transparent",
				stroke: COLORS.copper
			}
		})),
		print(18, foot + 20, 92, "CARD", STYLES.centred),
		box(126, foot, 96, 58, COLORS.dark, 3),
		box(130, foot + 4, 76, 50, COLORS.metal, 3),
		print(130, foot + 20, 76, "ESP32", {
			font: "semibold",
			color: COLORS.dark
		}),
		...[
			0,
			1,
			2,
			3,
			4
		].map((line) => box(210, foot + 8 + line * 10, 8, 3, COLORS.copper)),
		box(width - MARGIN - 54, foot, 58, 58, "#e8b923", 29),
		part(RoundContent, {
			left: width - MARGIN - 46,
			top: foot + 8,
			width: 42,
			height: 42,
			radius: 21,
			border: 2,
			skin: {
				fill: [COLORS.red, "#8f1526"],
				stroke: ["#ef5366", "#5e0c18"]
			}
		}, (button, { emergencyStop }) => {
			button.state = emergencyStop ? 1 : 0;
		}),
		print(width - MARGIN - 46, foot + 20, 42, "STOP", STYLES.centred),
		part(Label, {
			left: 34,
			right: 34,
			height: 18,
			bottom: 5,
			style: STYLES.faint,
			string: ""
		}, (label, { message }) => {
			label.string = message;
		})
	];
}
function led(name, id, y) {
	const { words, dark, lit } = LEDS[name];
	const follow = (content, { world }) => {
		content.state = world.connectors[id - 1].leds[name] ? 1 : 0;
	};
	return [
		part(RoundContent, {
			left: 38,
			top: y,
			width: 22,
			height: 22,
			radius: 11,
			border: 0,
			skin: { fill: ["transparent", `${lit}50`] }
		}, follow),
		part(RoundContent, {
			left: 43,
			top: y + 5,
			width: 12,
			height: 12,
			radius: 6,
			border: 1,
			skin: {
				fill: [dark, lit],
				stroke: [COLORS.rim, "#ffffff"]
			}
		}, follow),
		print(60, y + 2, 70, words)
	];
}
/** A relay's contact: two terminals, and the bar that closes the way between them. */
function contactor(id, x) {
	const closed = ({ world }) => world.connectors[id - 1].contactor;
	return [
		box(x, 12, 98, 40, "#1f4e8c", 4),
		box(x + 10, 34, 26, 4, COLORS.copper),
		box(x + 62, 34, 26, 4, COLORS.copper),
		box(x + 32, 31, 9, 9, COLORS.metal, 4),
		box(x + 57, 31, 9, 9, COLORS.metal, 4),
		part(Content, {
			left: x + 34,
			top: 0,
			width: 30,
			height: 4,
			skin: { fill: ["#8fa6bf", "#ffe08a"] }
		}, (bar, view) => {
			bar.state = closed(view) ? 1 : 0;
			bar.y = bar.container.y + (closed(view) ? 34 : 20);
		}),
		part(Label, {
			left: x,
			top: 56,
			width: 130,
			height: 18,
			style: STYLES.faint,
			string: ""
		}, (label, view) => {
			label.string = closed(view) ? "Closed" : "Open";
		})
	];
}
/** A padlock, whose shackle is up while it is open; nothing where the cable is fixed. */
function lock(id, x) {
	const locked = ({ world }) => world.connectors[id - 1].locked;
	return [
		part(RoundContent, {
			left: x + 5,
			top: 0,
			width: 18,
			height: 26,
			radius: 8,
			border: 3,
			skin: {
				fill: "transparent",
				stroke: COLORS.metal
			}
		}, (shackle, view) => {
			shackle.y = shackle.container.y + (locked(view) ? 14 : 6);
		}),
		part(RoundContent, {
			left: x,
			top: 28,
			width: 28,
			height: 22,
			radius: 4,
			border: 0,
			skin: { fill: ["#6f7f8a", "#e8b923"] }
		}, (body, view) => {
			body.state = locked(view) ? 1 : 0;
		}),
		part(Label, {
			left: x - 14,
			top: 56,
			width: 60,
			height: 18,
			style: STYLES.faint,
			string: ""
		}, (label, view) => {
			label.string = locked(view) ? "Locked" : "Unlocked";
		})
	];
}
/** What belongs to one connector: LEDs, contactor, lock, and what flows. */
function connectorOf({ settings }, id, width, y) {
	return Container(null, {
		left: 18,
		top: y,
		width,
		height: 102,
		contents: [
			box(0, 0, width, 102, COLORS.rim, 6),
			box(8, 10, 24, 24, COLORS.print, 12),
			print(8, 13, 24, String(id), {
				font: "semibold",
				color: COLORS.rim,
				horizontal: "center"
			}),
			...led("available", id, 6),
			...led("charging", id, 30),
			...led("fault", id, 54),
			...contactor(id, width - (width < 300 ? 146 : 196)),
			...settings.boot.cable === "detachable" ? lock(id, width - (width < 300 ? 42 : 56)) : [],
			part(Label, {
				left: 10,
				width: width - 20,
				top: 80,
				height: 18,
				style: STYLES.print,
				string: ""
			}, (label, { world, state }) => {
				const connector = world.connectors[id - 1];
				label.string = [
					(state?.connectors.find((one) => one.id === id))?.status ?? "–",
					`draws ${connector.drawnA} of ${connector.offeredA} A`,
					`${(connector.importWh / 1e3).toFixed(3)} kWh`
				].join("   ");
			})
		]
	});
}
function heightOf(connectors, scale) {
	return HEAD + HEIGHT * scale + 20 + connectors * CONNECTOR_HEIGHT + FOOT;
}
/** The board as it lies in the window, upright only. */
var BoardTemplate = DeviceContainer.template((device) => {
	const { connectors } = device.settings.boot;
	const scale = application.width >= LARGE_WINDOW && heightOf(connectors, 3) <= application.height - BARS ? 3 : 2;
	const width = WIDTH * scale + 52;
	const height = heightOf(connectors, scale);
	const top = HEAD + HEIGHT * scale + 20;
	const parts = Array.from({ length: connectors }, (_, index) => connectorOf(device, index + 1, width - 52 + 16, top + index * CONNECTOR_HEIGHT));
	return {
		Behavior: ChargePointBehavior,
		width,
		height,
		contents: [
			...boardAround(device, width, height, scale),
			...parts,
			DeviceScreen(device, {
				left: MARGIN,
				top: 44,
				width: WIDTH * scale,
				height: HEIGHT * scale,
				rotation: 0
			})
		]
	};
});
// simulator/mcsim/device-settings.ts
/** The name of the file in mcsim's folder from which the device takes its settings. */
var SETTINGS_FILE = "xs-evse.json";
// simulator/mcsim/settings.ts
/** What `npm run sim` has left for the device; without that, what the simulator's options default to. */
function readSettings() {
	const file = system.buildPath(system.localDirectory, SETTINGS_FILE);
	if (system.fileExists(file)) return JSON.parse(system.readFileString(file));
	const data = system.buildPath(system.localDirectory, "xs-evse");
	system.ensureDirectory(data);
	return {
		data,
		boot: {
			identity: "CP001",
			csms: "ws://127.0.0.1:8180/ocpp",
			connectors: 1,
			cable: "detachable",
			settings: {},
			language: "en",
			utcOffset: -(/* @__PURE__ */ new Date()).getTimezoneOffset()
		}
	};
}
// simulator/mcsim/device.ts
var settings = readSettings();
/** The charge point as a device of mcsim. */
var device = {
	/** A pattern for the end of the app's folder. */
	applicationName: ".*/xs-evse",
	title: `xs-evse ${settings.boot.identity}`,
	Workers: {},
	ControlsTemplate,
	DeviceTemplates: { 0: BoardTemplate },
	settings
};
export { device as default };
