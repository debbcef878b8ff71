/**
 * What the device uses of the SDK's simulator (mcsim of SDK 8.2.3): Piu for desktops, and the modules
 * that mcsim offers to devices.
 */

interface Content {
	/** Null while the content is not in the window. */
	readonly application: object | null;
	/** Which of the skin's and style's colours; a fraction is between two. */
	state: number;
	string: string;
	y: number;
	readonly container: Content;
	/** A clock of its own, ms: `duration` until onFinished, `interval` between two onTimeChanged. */
	duration: number;
	interval: number;
	time: number;
	readonly running: boolean;
	start(): void;
	stop(): void;
	/** Calls a method of the behavior, as the event `name` does. */
	delegate(name: string, ...parameters: unknown[]): void;
	/** Calls a method in the behavior of this content and of all in it. */
	distribute(name: string, ...parameters: unknown[]): void;
	/** Calls a method of the behavior when the event in progress is over. */
	defer(name: string, ...parameters: unknown[]): void;
}

/** A constructor of contents, which is called with or without `new`. */
interface ContentClass {
	(model: unknown, look: object): Content;
	template<Model>(look: (model: Model) => object): (model: Model) => Content;
}

declare class Behavior {}
declare const Column: ContentClass;
declare const Container: ContentClass;
declare const Content: ContentClass;
declare const Field: ContentClass;
declare const Label: ContentClass;
declare const RoundContent: ContentClass;
declare const Row: ContentClass;

declare const application: {
	readonly width: number;
	readonly height: number;
	/** Calls a method in the behaviors of all contents of the window. */
	distribute(name: string, ...parameters: unknown[]): void;
	/** The simulator itself. */
	readonly behavior: {
		/** Ends the app at this instant. */
		quitScreen(): void;
		/** Starts it anew; the device gets onLaunch. */
		launchScreen(): void;
	};
};

declare const system: {
	/** Without a "/" at the end; what mcsim keeps begins with this name. */
	readonly localDirectory: string;
	buildPath(directory: string, name: string, extension?: string): string;
	ensureDirectory(path: string): void;
	fileExists(path: string): boolean;
	readFileString(path: string): string;
	writeFileString(path: string, text: string): void;
	/** `name` is in the same directory. */
	renameFile(path: string, name: string): void;
};

declare module "DevicePane" {
	export const DeviceContainer: ContentClass;
	/** Where the app's screen is. */
	export const DeviceScreen: ContentClass;
	export class DeviceBehavior extends Behavior {
		onCreate(container: Content, device: object): void;
		/** The app has been started. */
		onConfigure(container: Content): void;
		/** The app says something. */
		onJSON(container: Content, json: unknown): void;
		postJSON(container: Content, json: unknown): void;
	}
}

declare module "ControlsPane" {
	export const ControlsColumn: ContentClass;
	/**
	 * The rows call `event` of the device's behavior with their data, whose `value` they keep; a switch with
	 * a `name` makes itself known to the behavior as the property of that name.
	 */
	export function ButtonsRow(data: { label: string; buttons: { label: string; event: string }[] }): Content;
	export function PopupRow(data: {
		label: string;
		event: string;
		connector?: number;
		value: string;
		items: { title: string; value: string }[];
	}): Content;
	export function SliderRow(data: {
		label: string;
		event: string;
		connector: number;
		min: number;
		max: number;
		step: number;
		unit: string;
		value: number;
	}): Content;
	export function SwitchRow(data: {
		label: string;
		event: string;
		name?: string;
		connector?: number;
		on: string;
		off: string;
		value: boolean;
	}): Content;
}
