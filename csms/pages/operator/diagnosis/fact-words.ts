import { useTranslation } from "react-i18next";
import type { Evidence } from "../../../api/schemas/diagnoses";
import { sentenceInWords } from "../../../texts/sentences";
import { isFaultCode } from "../../shared/error-codes";
import { useFormats } from "../../shared/use-formats";

type Value = Evidence["facts"][string];

/** Codes of RFC 6455 and IANA's registry that have words. */
const CLOSE_CODES = [
	1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1015,
] as const;

const FACTS = [
	"status",
	"errorCode",
	"info",
	"vendorId",
	"vendorErrorCode",
	"timestamp",
	"seconds",
	"closeCode",
	"closeReason",
	"replaced",
	"lastedSeconds",
	"pingAverage",
	"pingMax",
	"address",
	"reason",
	"techInfo",
	"firmwareVersion",
	"action",
	"result",
	"answer",
	"account",
	"idTag",
	"connectorId",
	"openReason",
	"meterStart",
	"meterStop",
	"energyWh",
	"powerW",
	"rule",
	"what",
	"outcome",
	"times",
	"count",
	"state",
	"version",
	"serialNumber",
	"subject",
	"revokedBy",
	"problem",
	"listVersion",
] as const;
type Fact = (typeof FACTS)[number];

/** Puts a fact of a record into words; null for one that says nothing. */
export function useFactWords() {
	const { t, i18n } = useTranslation();
	const formats = useFormats();
	/** The words of a value where the texts have some. */
	const known = (key: string, value: Value) => (i18n.exists(key) ? t(key as "evidence.yes") : String(value));
	/** The same behind the code, which operators look up. */
	const coded = (key: string, value: Value) => {
		const words = known(key, value);
		return words === value ? words : t("evidence.codeWords", { code: value, words });
	};

	function valueInWords(what: Evidence["what"], name: Fact, value: string | number): string | null {
		switch (name) {
			case "closeCode": {
				const code = CLOSE_CODES.find((one) => one === value) ?? "other";
				return t("evidence.codeWords", { code: value, words: t(`closeCode.${code}`) });
			}
			case "errorCode":
				if (value === "NoError") return null;
				return isFaultCode(String(value)) ? coded(`errorCode.${value}`, value) : String(value);
			case "status":
				if (what === "status-notification") return coded(`status.${value}`, value);
				return what === "authorization" ? coded(`authorizationStatus.${value}`, value) : String(value);
			case "lastedSeconds":
			case "seconds":
				return (Number(value) < 0 ? "−" : "") + formats.duration(Math.abs(Number(value)) * 1000);
			case "pingAverage":
			case "pingMax":
				return t("evidence.milliseconds", { count: Math.round(Number(value)) });
			case "energyWh":
			case "meterStart":
			case "meterStop":
				return formats.energy(Number(value));
			case "powerW":
				return formats.power(Number(value));
			case "timestamp":
				return formats.dateTime(String(value));
			case "replaced":
				return value === 0 ? null : t("evidence.yes");
			case "reason":
				return what === "boot-notification"
					? known(`bootReason.${value}`, value)
					: sentenceInWords(t, String(value));
			case "openReason":
				return known(`openReason.${value}`, value);
			case "result":
				return value === "Response" ? null : known(`commandResult.${value}`, value);
			case "what":
			case "problem":
				return sentenceInWords(t, String(value));
			case "rule":
				return known(`violations.rule.${value}`, value);
			case "outcome":
				return known(`violations.outcome.${value}`, value);
			case "action":
				return known(
					what === "authorization" ? `authorizationAction.${value}` : `command.${value}.title`,
					value,
				);
			default:
				return typeof value === "number" ? formats.count(value) : value;
		}
	}

	return (what: Evidence["what"], name: string, value: Value): { label: string; value: string } | null => {
		const fact = FACTS.find((one) => one === name);
		if (!fact || value === null || value === "") return null;
		const words = valueInWords(what, fact, value);
		return words === null ? null : { label: t(`evidence.fact.${fact}`), value: words };
	};
}
