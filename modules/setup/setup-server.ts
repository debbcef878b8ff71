import type { Timers } from "../timers";
import { languageOf, readForm, type SetupSettings, type SetupValues, settingsOf, wrongFields } from "./form";
import { type Answer, HttpServer, type Listen, type Request } from "./http-server";
import { formPage, savedPage } from "./page";
import type { Field } from "./texts";

export interface SetupServerOptions {
	timers: Timers;
	listen: Listen;
	/** TCP port; 0 takes a free one. */
	port: number;
	/** The name or address by which the page is reached; who asks for another host is sent there. */
	host: string;
	/** What the charge point is set up with before anything is saved. */
	settings: SetupSettings;
	/** Names of the networks in reach. */
	networks: readonly string[];
	/** Stores; throws when it cannot. `newKey`: an AuthorizationKey was typed. */
	save(settings: SetupSettings, newKey: boolean): void;
	/** Somebody uses the page. */
	onUse?(): void;
}

/** The page by which a charge point is set up; it lives only while that is wanted. */
export class SetupServer {
	private readonly options: SetupServerOptions;
	private readonly server: HttpServer;
	private settings: SetupSettings;
	/** An AuthorizationKey was typed since the last saving. */
	private newKey = false;

	/** Serves at once; throws when the port cannot be had. */
	constructor(options: SetupServerOptions) {
		const port = options.port;
		this.options = options;
		this.settings = options.settings;
		this.server = new HttpServer({
			timers: options.timers,
			listen: options.listen,
			port,
			answer: (request) => this.answer(request),
		});
	}

	/** Where the page is. */
	get url(): string {
		const port = this.server.port;
		return `http://${this.options.host}${port === 80 ? "" : `:${port}`}`;
	}

	close(): void {
		this.server.close();
	}

	private answer({ method, path, header, body }: Request): Answer {
		const url = this.url;
		const isHere = `http://${header("host")}` === url;
		if (method === "GET") {
			// Phones look whether they are in the Internet: sent here, they show the page by themselves.
			if (!isHere) return { status: "302 Found", headers: [`Location: ${url}/`] };
			if (path !== "/") return { status: "404 Not Found" };
			this.options.onUse?.();
			return this.form(header("accept-language"), this.settings, [], false);
		}
		if (method !== "POST" || path !== "/")
			return { status: "405 Method Not Allowed", headers: ["Allow: GET, POST"] };
		// A page of another site may not post here, whatever name it has found for this address.
		if (!isHere || (header("origin") || url) !== url) return { status: "403 Forbidden" };
		if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(header("content-type")))
			return { status: "415 Unsupported Media Type" };
		return this.submit(body, header("accept-language"));
	}

	private submit(body: string, languages: string): Answer {
		this.options.onUse?.();
		const values = readForm(body);
		const wrong = wrongFields(values);
		this.remember(values, wrong);
		if (wrong.length > 0) return this.form(languages, values, wrong, false);
		const settings = settingsOf(values, this.settings);
		try {
			this.options.save(settings, this.newKey);
		} catch {
			return this.form(languages, values, [], true);
		}
		this.settings = settings;
		this.newKey = false;
		return { status: "200 OK", body: savedPage(languageOf(languages)) };
	}

	/** Secrets do not go back into the page: those that fit need not be typed again. */
	private remember(values: SetupValues, wrong: readonly Field[]): void {
		const typed = settingsOf(values, this.settings);
		const ssid = wrong.includes("ssid") ? "" : typed.ssid;
		if (!wrong.includes("password")) this.settings = { ...this.settings, ssid, password: typed.password };
		if (values.key === "" || wrong.includes("key")) return;
		this.settings = { ...this.settings, key: typed.key };
		this.newKey = true;
	}

	private form(languages: string, values: SetupValues, wrong: readonly Field[], failed: boolean): Answer {
		const settings = this.settings;
		const page = {
			language: languageOf(languages),
			values,
			wrong,
			before: settings,
			networks: this.options.networks,
			failed,
		};
		// Browsers of captive portals may show their own page in place of one with an error.
		const status = failed ? "500 Internal Server Error" : "200 OK";
		return { status, body: formPage(page) };
	}
}
