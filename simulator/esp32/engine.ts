import { spawnSync } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import type { FirmwareCommand } from "../engine";
import { openConsole } from "./console";
import { prepareFlash, readImage } from "./flash-file";

const NEEDED = "--engine esp32 needs Espressif's QEMU";
const INSTALL =
	'install it with "idf_tools.py install qemu-xtensa" and put qemu-system-xtensa on the PATH, ' +
	"or let QEMU_XTENSA name the program";

/**
 * The emulated ESP32 with its flash in the folder `data`; its console goes to `log`. Rejects with a sentence
 * that names what is missing.
 */
export async function esp32Command(data: string, log: (text: string) => void): Promise<FirmwareCommand> {
	const emulator = findEmulator();
	const flash = prepareFlash(data, readImage());
	const console = await openConsole(log);
	const page = await freePort();
	const args = [
		...["-M", "esp32", "-display", "none", "-monitor", "none"],
		...["-drive", `file=${flash.replaceAll(",", ",,")},if=mtd,format=raw`],
		...["-nic", `user,model=open_eth,hostfwd=tcp:127.0.0.1:${page}-:80`],
		// Its time runs with the host's: a busy host would let the interrupt watchdogs bark.
		...["-global", "driver=timer.esp32.timg,property=wdt_disable,value=true"],
		...["-chardev", `socket,id=console,host=127.0.0.1,port=${console.port}`, "-serial", "chardev:console"],
		// UART1, and UART2 for the lines of JSON.
		...["-serial", "null", "-serial", "stdio"],
	];
	return {
		...{ command: emulator, args, cwd: data },
		emulator: { page: `127.0.0.1:${page}`, close: () => console.close() },
	};
}

/** The program of the emulator. Throws a sentence where there is no emulator, or one of another kind. */
export function findEmulator(): string {
	const program = process.env.QEMU_XTENSA || "qemu-system-xtensa";
	const { stdout, error } = spawnSync(program, ["-M", "help"], { encoding: "utf8" });
	if (error) throw new Error(`${NEEDED}, and ${program} cannot be started: ${INSTALL}.`);
	if (!/^esp32\s/m.test(stdout)) throw new Error(`${NEEDED}, and ${program} knows no ESP32: ${INSTALL}.`);
	return program;
}

/** A port of loopback that is free at the moment. */
function freePort(): Promise<number> {
	const server = createServer();
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
