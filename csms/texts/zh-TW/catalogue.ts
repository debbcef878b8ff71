import account from "./account.json" with { type: "json" };
import administration from "./administration.json" with { type: "json" };
import alarms from "./alarms.json" with { type: "json" };
import certificates from "./certificates.json" with { type: "json" };
import chargePoint from "./charge-point.json" with { type: "json" };
import charging from "./charging.json" with { type: "json" };
import commands from "./commands.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import configuration from "./configuration.json" with { type: "json" };
import diagnosis from "./diagnosis.json" with { type: "json" };
import driver from "./driver.json" with { type: "json" };
import files from "./files.json" with { type: "json" };
import firmware from "./firmware.json" with { type: "json" };
import fleet from "./fleet.json" with { type: "json" };
import fleetHealth from "./fleet-health.json" with { type: "json" };
import history from "./history.json" with { type: "json" };
import idTags from "./id-tags.json" with { type: "json" };
import messages from "./messages.json" with { type: "json" };
import own from "./own.json" with { type: "json" };
import passwordMail from "./password-mail.json" with { type: "json" };
import reports from "./reports.json" with { type: "json" };
import reservationsLists from "./reservations-lists.json" with { type: "json" };
import sentences from "./sentences.json" with { type: "json" };
import statistics from "./statistics.json" with { type: "json" };
import transactions from "./transactions.json" with { type: "json" };
import users from "./users.json" with { type: "json" };

/** The texts in Traditional Chinese as in Taiwan. */
export const texts = {
	...account,
	...certificates,
	...alarms,
	...administration,
	...chargePoint,
	...charging,
	...commands,
	...common,
	...configuration,
	...diagnosis,
	...driver,
	...files,
	...firmware,
	...fleet,
	...history,
	...idTags,
	...reservationsLists,
	...fleetHealth,
	...own,
	...passwordMail,
	...messages,
	...reports,
	...sentences,
	...statistics,
	...transactions,
	...users,
};
