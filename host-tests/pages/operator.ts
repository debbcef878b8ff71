import type { Cookie, Page } from "playwright-core";
import { FIRST_ACCOUNT } from "../../csms/start";
import { PASSWORD, type RunningCsms } from "../csms/running-csms";
import type { Reader, shareBrowser } from "./browser";

/** Opens the operator's pages of a CSMS that the tests of a file share. */
export function shareOperator(csms: RunningCsms, browser: ReturnType<typeof shareBrowser>) {
	/** The session of an operator who has signed in there. */
	let session: Cookie[] = [];

	/** Signs in as an operator does. */
	async function signIn(url: string): Promise<Page> {
		const page = await browser.open(`${url}/operator`);
		await page.getByLabel("Account").fill(FIRST_ACCOUNT);
		await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByRole("navigation").waitFor();
		return page;
	}

	/** Opens one of the pages. */
	async function open(path = "/operator", reader: Reader = {}): Promise<Page> {
		if (session.length === 0) session = await (await signIn(csms.url)).context().cookies();
		const page = await browser.open(csms.url + path, { ...reader, cookies: session });
		await page.getByRole("navigation").waitFor({ state: "attached" });
		return page;
	}

	return { signIn, open };
}
