// XS knows this module by the name "platform" alone, so that all that it imports is named from the top.
import files from "embedded:storage/files";
import type { Host, Platform } from "modules/hardware/platform";
import { XsEngine } from "simulator/xs/engine";

/** No more than this: the SDK's files cannot be preloaded, nor can what imports them, which is RAM then. */
const platform: Platform = {
	start(ready: (host: Host) => void): void {
		new XsEngine(files, ready);
	},
};

export default platform;
