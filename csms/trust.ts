import type { Server } from "node:tls";
import type { Db } from "./database/tables";
import { listRoots } from "./records/certificates";
import type { TlsOptions } from "./tls";

/**
 * Which certificates of charge points TLS takes: those under the roots of `--tls-client-ca`, and those that
 * are signed here. A root that comes to be while the CSMS runs counts from the next handshake on.
 */
export class Trust {
	#server: Pick<Server, "setSecureContext"> | undefined;
	#options: TlsOptions | undefined;
	/** The own roots that TLS trusts now, PEM. */
	#roots = "";

	/** Answers what the server has to start with. */
	async options(db: Db, options: TlsOptions): Promise<TlsOptions> {
		this.#options = options;
		const roots = await listRoots(db);
		this.#roots = roots.join("");
		return { ...options, ca: [...options.ca, ...roots] };
	}

	/** Keeps this server up to date. */
	serve(server: Pick<Server, "setSecureContext">): void {
		this.#server = server;
	}

	/** Looks for own roots that are new, also those that another process has made. */
	async refresh(db: Db): Promise<void> {
		const [server, options] = [this.#server, this.#options];
		if (!server || !options) return;
		const roots = await listRoots(db);
		if (roots.join("") === this.#roots) return;
		this.#roots = roots.join("");
		server.setSecureContext({ ...options, ca: [...options.ca, ...roots] });
	}
}
