import account from "./account.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import driver from "./driver.json" with { type: "json" };

/** The English texts of the pages that need no account. */
export const texts = { ...account, ...common, ...driver };
