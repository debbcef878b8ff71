import { EnergyRegisters } from "../../simulator/energy-registers";
import { RegisterFile } from "../../simulator/node/register-file";

/** Counts and tells what the meter shows, as fast as it can, until it is killed. */
const registers = new EnergyRegisters(new RegisterFile(process.argv[2]));
process.stdout.write(`${registers.importWh(1)}\n`);
setInterval(() => {
	for (let count = 0; count < 50; count++)
		if (registers.add(1, 0.7)) process.stdout.write(`${registers.importWh(1)}\n`);
}, 0);
