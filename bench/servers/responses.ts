/** What the servers of the comparison answer: valid, and always the same. */
export const responses: Record<string, () => Record<string, unknown>> = {
	BootNotification: () => ({ status: "Accepted", currentTime: new Date().toISOString(), interval: 300 }),
	Heartbeat: () => ({ currentTime: new Date().toISOString() }),
	StartTransaction: () => ({ transactionId: 1, idTagInfo: { status: "Accepted" } }),
	StopTransaction: () => ({ idTagInfo: { status: "Accepted" } }),
	StatusNotification: () => ({}),
	MeterValues: () => ({}),
};
