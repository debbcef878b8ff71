import { runFromShell } from "../../simulator/simulator";
import { SCRIPTED_FIRMWARE } from "./scripted-firmware-command";

/** The simulator as it is started from a shell, with the scripted firmware. */
await runFromShell(process.argv.slice(2), SCRIPTED_FIRMWARE);
