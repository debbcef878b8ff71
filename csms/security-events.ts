/** What a security event of the whitepaper (section 8) means to an operator. */
interface EventMeaning {
	/** The charge point tells it at once, and keeps it while it is offline (R-SEC-14). */
	critical: boolean;
	meaning: string;
}

const MEANINGS: Readonly<Record<string, EventMeaning>> = {
	FirmwareUpdated: { critical: true, meaning: "New firmware runs." },
	FailedToAuthenticateAtCentralSystem: {
		critical: false,
		meaning: "The CSMS refused the charge point's credentials.",
	},
	CentralSystemFailedToAuthenticate: {
		critical: false,
		meaning: "The charge point does not trust the CSMS that it reached.",
	},
	SettingSystemTime: { critical: true, meaning: "The clock was set by more than the tolerance." },
	StartupOfTheDevice: { critical: true, meaning: "The charge point has started." },
	ResetOrReboot: { critical: true, meaning: "The charge point was reset or has started anew." },
	SecurityLogWasCleared: { critical: true, meaning: "The security log was cleared: find out by whom." },
	ReconfigurationOfSecurityParameters: {
		critical: false,
		meaning: "A key, a certificate or the security profile was changed.",
	},
	MemoryExhaustion: { critical: true, meaning: "The charge point's memory is full." },
	InvalidMessages: { critical: false, meaning: "The charge point got messages that are no OCPP." },
	AttemptedReplayAttacks: { critical: false, meaning: "Messages came to the charge point a second time." },
	TamperDetectionActivated: { critical: true, meaning: "The housing was opened: look at the charge point." },
	InvalidFirmwareSignature: {
		critical: false,
		meaning: "Firmware was refused, because its signature is wrong.",
	},
	InvalidFirmwareSigningCertificate: {
		critical: false,
		meaning: "Firmware was refused: its signing certificate is not from a trusted manufacturer.",
	},
	InvalidCentralSystemCertificate: {
		critical: false,
		meaning:
			"The certificate of the CSMS, or a root that was to be installed, is not valid for the charge point.",
	},
	InvalidChargePointCertificate: {
		critical: false,
		meaning: "The charge point refused the certificate that was signed for it.",
	},
	InvalidTLSVersion: {
		critical: false,
		meaning: "The charge point was offered a version of TLS that is too old.",
	},
	InvalidTLSCipherSuite: {
		critical: false,
		meaning: "The charge point was offered a cipher suite that is too weak.",
	},
};

/** What a type of security event means; undefined for types of the maker's own. */
export function meaningOf(type: string): EventMeaning | undefined {
	return Object.hasOwn(MEANINGS, type) ? MEANINGS[type] : undefined;
}
