import type { FromFirmware } from "./protocol";

/** Puts together the frames of OCPP that the firmware tells in parts. */
export class FrameCollector {
	#begun = "";

	/** The message, whole; undefined while a part is missing. */
	take(message: FromFirmware): FromFirmware | undefined {
		if (!("ocpp" in message)) return message;
		const { direction, frame, more } = message.ocpp;
		const text = this.#begun + frame;
		this.#begun = more ? text : "";
		return more ? undefined : { ocpp: { direction, frame: text } };
	}
}
