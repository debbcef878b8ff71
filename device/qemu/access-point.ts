// XS knows this module by the name "device/access-point", so that all that it imports is named from the top.
import { networkAddress } from "device/qemu/ethernet";
import { sdkListen } from "device/sdk/listener";
import { randomBytes } from "device/sdk/random";
import { networkPassword, SetupMode } from "modules/setup/setup-mode";
import type { AccessPointOptions } from "../access-point";

const HTTP_PORT = 80;

/** The set-up page on the emulator's Ethernet, which no other network takes the place of. */
export class AccessPoint {
	private readonly mode: SetupMode;

	constructor(options: AccessPointOptions) {
		const host = options.host ?? networkAddress();
		this.mode = new SetupMode({
			...options,
			...{ networks: [], listen: sdkListen(), port: HTTP_PORT, host },
		});
		options.onOpen({ network: options.name, password: networkPassword(randomBytes), address: host });
	}

	/** The charge point may have become unused. */
	proceed(): void {
		this.mode.proceed();
	}
}
