import { ButtonsRow, ControlsColumn, PopupRow, SliderRow, SwitchRow } from "ControlsPane";
import type { ErrorCode } from "../../modules/ocpp/types";
import { MAX_CURRENT } from "../protocol";
import type { Device } from "./charge-point-behavior";

/** Ids that a person at the window can choose. */
export const CARDS = ["04A2B9C1D25E80", "ALICE", "BOB"] as const;
/** Faults that a person at the window can choose. */
const FAULTS: readonly ErrorCode[] = [
	"GroundFailure",
	"OverCurrentFailure",
	"HighTemperature",
	"EVCommunicationError",
	"PowerMeterFailure",
];

class IdFieldBehavior extends Behavior {
	onStringChanged(field: Content): void {
		application.distribute("onIdTyped", field.string);
	}
}

/** What is done at one connector. */
function connectorRows({ settings }: Device, connector: number): Content[] {
	const { cable, connectors } = settings.boot;
	const label = (text: string) => (connectors === 1 ? text : `${connector}: ${text}`);
	const inserted = SwitchRow({
		...{ label: label("Cable"), event: "onCable", name: `cable${connector}`, connector },
		...{ on: "In the socket", off: "Out", value: false },
	});
	return [
		...(cable === "detachable" ? [inserted] : []),
		SwitchRow({
			...{ label: label("Vehicle"), event: "onVehicle", name: `vehicle${connector}`, connector },
			...{ on: "Plugged", off: "Unplugged", value: false },
		}),
		SwitchRow({
			...{ label: label("Asks for energy"), event: "onReady", name: `ready${connector}`, connector },
			...{ on: "Yes", off: "No", value: true },
		}),
		SwitchRow({
			...{ label: label("EVSE pause"), event: "onPause", name: `pause${connector}`, connector },
			...{ on: "Yes", off: "No", value: false },
		}),
		SliderRow({
			...{ label: label("Would draw"), event: "onDemand", connector },
			...{ min: 0, max: MAX_CURRENT, step: 1, unit: " A", value: MAX_CURRENT },
		}),
		PopupRow({
			...{ label: label("Fault"), event: "onFault", connector, value: "" },
			items: [
				{ title: "None", value: "" },
				...FAULTS.map((errorCode) => ({ title: errorCode, value: errorCode })),
			],
		}),
	];
}

/** The card and all switches, beside the board. */
export const ControlsTemplate = ControlsColumn.template((device: Device) => {
	const { settings } = device;
	const ids = Array.from({ length: settings.boot.connectors }, (_, index) => index + 1);
	return {
		contents: [
			PopupRow({
				...{ label: "Card", event: "onCard", value: CARDS[0] },
				items: CARDS.map((idTag) => ({ title: idTag, value: idTag })),
			}),
			Container(null, {
				...{ left: 0, right: 0, height: 30 },
				contents: [
					ButtonsRow({ label: "Other id", buttons: [] }),
					Field(null, {
						...{ left: 125, width: 150, top: 4, height: 22, active: true, clip: true },
						...{
							skin: { fill: "#ffffff", stroke: "#8a8f94", borders: { left: 1, right: 1, top: 1, bottom: 1 } },
							style: { color: "black", horizontal: "left", left: 5, right: 5 },
						},
						...{ string: "", Behavior: IdFieldBehavior },
					}),
				],
			}),
			ButtonsRow({ label: "", buttons: [{ label: "Present", event: "onPresent" }] }),
			...ids.flatMap((id) => connectorRows(device, id)),
			SwitchRow({
				...{ label: "Emergency stop", event: "onEmergencyStop" },
				...{ on: "Yes", off: "No", value: false },
			}),
			SwitchRow({
				...{ label: "Network", event: "onNetwork" },
				...{ on: "On", off: "Off", value: true },
			}),
			SwitchRow({
				...{ label: "Power", event: "onPower" },
				...{ on: "On", off: "Off", value: true },
			}),
		],
	};
});
