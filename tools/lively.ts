/** Meter values often enough to watch; the firmware's own default is one a minute. */
export const LIVELY = {
	MeterValueSampleInterval: "10",
	MeterValuesSampledData: "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage",
};
