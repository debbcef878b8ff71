/** Rules and cases of the charge point that are decided against, each with the reason. */
export const DECISIONS: Readonly<Record<string, string>> = {
	TC_032_1:
		"the case is for charge points with backup power, which this hardware has not; without it the " +
		"transaction is ended after the boot (TC_032_2)",
};
