/** Rules and cases of the charge point that are decided against, each with the reason. */
export const DECISIONS: Readonly<Record<string, string>> = {
	TC_032_1:
		"the case is for charge points with backup power, which this hardware has not; without it the " +
		"transaction is ended after the boot (TC_032_2)",
};

/** Where something of a rule or case is left out or read in our way, each with the reason. */
export const NOTES: Readonly<Record<string, string>> = {
	"R-MV-14":
		"for connector 0, which has no meter of its own, a trigger is answered with the sum of the connectors' " +
		"energy and power",
	"R-CON-10": "the optional permessage-deflate is not offered: its window would take the memory of an ESP32",
	"R-SC-16":
		"a composite schedule of more than 100 periods is cut there, and its duration says so: a longer answer " +
		"does not fit the memory of an ESP32",
	"R-SEC-05":
		"on XS the SDK's TLS is 1.2 with AES128-GCM-SHA256: its key derivation knows SHA-256 alone, so there is " +
		"no AES256-GCM-SHA384, and it offers AES-CBC suites as well. On Node.js the four suites hold",
	"R-SEC-10": "AdditionalRootCertificateCheck is optional, and false here",
	"R-SEC-14":
		"CentralSystemFailedToAuthenticate, AttemptedReplayAttacks and SecurityLogWasCleared have no cause here " +
		"that could be seen: nothing clears the log, and TLS and unique message ids keep replays out",
	"R-SEC-17":
		"RevokedCertificate is never answered: the whitepaper leaves revocation lists and OCSP open, and none is built",
	"R-SEC-18":
		"DownloadPaused, InstallRebooting and InstallVerificationFailed have no counterpart " +
		"here; a signature is RSA-PSS or ECDSA, as no library at hand has ECSchnorr",
};
