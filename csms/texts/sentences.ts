import type { TFunction } from "i18next";

/** A sentence that the CSMS keeps in its records, and the text that says the same; groups are its variables. */
const SENTENCES = [
	// Refused handshakes.
	[/^The credentials are wrong\.$/, "sentence.wrongKey"],
	[/^The key came as hexadecimal text instead of its bytes\. Enter/, "sentence.keyAsText"],
	[/^The key came as hexadecimal text instead of its bytes$/, "sentence.keyAsTextTaken"],
	[/^This charge point has to authenticate itself\.$/, "sentence.notAuthenticated"],
	[/^This charge point has to use TLS\.$/, "sentence.withoutTls"],
	[/^This charge point has to use TLS up to the CSMS itself\.$/, "sentence.withoutTlsToTheEnd"],
	[/^This charge point is not known here\.$/, "sentence.notKnown"],
	[/^Too many attempts\.$/, "sentence.tooManyAttempts"],
	[/^This charge point has to show a certificate\.$/, "sentence.withoutCertificate"],
	[/^The certificate has expired\.$/, "sentence.certificateExpired"],
	[/^The certificate is not valid yet\.$/, "sentence.certificateTooEarly"],
	[/^The certificate is not for clients of TLS\.$/, "sentence.certificatePurpose"],
	[/^The certificate is signed by itself /, "sentence.certificateSelfSigned"],
	[/^The certificate is signed by an authority /, "sentence.certificateUntrusted"],
	[/^The certificate cannot be verified \((?<code>.*)\)\.$/, "sentence.certificateUnverified"],
	[
		/^The certificate's organization is "(?<organization>.*)" and not the CPO "(?<cpo>.*)"\.$/,
		"sentence.certificateOrganization",
	],
	[/^The certificate belongs to another charge point\.$/, "sentence.certificateForeign"],
	[/^The certificate belongs to another charge point, "(?<name>.*)"\.$/, "sentence.certificateForeignNamed"],
	[/^The certificate has been revoked\.$/, "sentence.certificateRevoked"],
	// Frames that break the rules.
	[/^It begins with a byte order mark$/, "sentence.byteOrderMark"],
	[/^The message id is a number$/, "sentence.idIsNumber"],
	[/^The message id has more than 36 characters$/, "sentence.idIsLong"],
	[/^A call with this message id is still being handled$/, "sentence.idInUse"],
	[/^A CALL has four elements$/, "sentence.callElements"],
	[/^A CALLRESULT has three elements$/, "sentence.resultElements"],
	[/^The action is not text$/, "sentence.actionIsNoText"],
	[/^The action is not known$/, "sentence.actionUnknown"],
	[/^The action is one of a CSMS$/, "sentence.actionOfCsms"],
	[/^The message type is not a number$/, "sentence.typeIsNoNumber"],
	[/^The message type is none of CALL, CALLRESULT and CALLERROR$/, "sentence.typeUnknown"],
	[/^It is a binary frame$/, "sentence.binary"],
	[/^It is not JSON$/, "sentence.notJson"],
	[/^It is not an array$/, "sentence.notArray"],
	[/^It is no usable message id$/, "sentence.noMessageId"],
	[/^No call waits for this answer$/, "sentence.unasked"],
	[/^It does not read what it is sent$/, "sentence.unread"],
	[/^A CALL came before the one before it was answered$/, "sentence.callTooEarly"],
	[/^It came before the BootNotification was accepted$/, "sentence.beforeBoot"],
	[/^There are more kinds of violations than are kept apart\.$/, "sentence.otherViolations"],
	// Local lists; the first word is the identity, which stands beside them.
	[/takes (?<most>\d+) ids \(LocalAuthListMaxLength\)/, "sentence.listTooShort"],
	[/did not accept the whole list of (?<length>\d+) ids\.$/, "sentence.listNotAccepted"],
	[/uses no list: set its LocalAuthListEnabled to true\.$/, "sentence.listOff"],
	[/knows no local list\.$/, "sentence.listNotSupported"],
	[/ is not connected\.$/, "sentence.notConnected"],
	[/ is not accepted\.$/, "sentence.notAccepted"],
	[/ did not answer (?<action>\w+)\.$/, "sentence.noAnswer"],
	[/^The update failed inside the CSMS; its log says why\.$/, "sentence.failedInside"],
	// What is wrong with a field.
	[/^(?<field>.+) is missing$/, "sentence.isMissing"],
	[/^(?<field>.+) is no field of this message$/, "sentence.isNoField"],
	[/^(?<field>.+) is none of the allowed values$/, "sentence.isNotAllowed"],
	[/^(?<field>.+) must be text$/, "sentence.isNoText"],
	[/^(?<field>.+) must be a whole number$/, "sentence.isNoWholeNumber"],
	[/^(?<field>.+) must be a number$/, "sentence.isNoNumber"],
	[/^(?<field>.+) must be true or false$/, "sentence.isNoTruth"],
	[/^(?<field>.+) must be a list$/, "sentence.isNoList"],
	[/^(?<field>.*) must be an object$/, "sentence.isNoObject"],
	[/^(?<field>.+) is no ISO 8601 date and time with offset$/, "sentence.isNoDate"],
	[/^(?<field>.+) is no URI$/, "sentence.isNoUri"],
	[/^(?<field>.+) has more than (?<most>\d+) characters$/, "sentence.isTooLong"],
	[/^(?<field>.+) has more than one decimal$/, "sentence.isTooPrecise"],
	[/^(?<field>.+) has too few items$/, "sentence.hasTooFew"],
	[/^(?<field>.+) has blanks at its ends$/, "sentence.hasBlanks"],
	[/^(?<field>.+) has NUL characters$/, "sentence.hasNul"],
	[/^(?<field>.+) is too large a number$/, "sentence.isTooLarge"],
	[/^(?<field>.+) is not in the years 1 to 9999$/, "sentence.isOutOfYears"],
] as const;

/** The whole payload, as sentences about a field name it. */
const PAYLOAD = ["", "The payload"];

/**
 * A sentence of a record, such as why a handshake was refused, in the language of `t`. What others have written
 * is quoted as it is.
 */
export function sentenceInWords(t: TFunction, sentence: string): string {
	for (const [pattern, key] of SENTENCES) {
		const groups = pattern.exec(sentence)?.groups;
		if (groups?.field !== undefined && PAYLOAD.includes(groups.field.trim())) {
			return t(key, { replace: { field: t("sentence.payload") } });
		}
		if (groups || pattern.test(sentence)) return t(key, { replace: { ...groups } });
	}
	return t("sentence.unknown", { sentence });
}
