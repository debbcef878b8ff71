import type {
	DownloadEvents,
	FileTransfer,
	TextFile,
	Transfer,
	TransferFailure,
	UploadEvents,
} from "../charge-point/firmware/interfaces";
import type { TlsSettings } from "../charge-point/interfaces";
import { type HttpAddress, parseHttpUrl } from "./http-address";
import { HttpDownload } from "./http-download";
import type { HttpPlatform } from "./http-exchange";
import { failureOfAddress } from "./http-status";
import { HttpUpload } from "./http-upload";

/** Moves files by HTTP/1.1, in the open or in TLS. */
export class HttpTransfer implements FileTransfer {
	private readonly platform: HttpPlatform;
	tls?: () => TlsSettings;

	constructor(platform: Omit<HttpPlatform, "tls">) {
		this.platform = { ...platform, tls: () => this.tls?.() };
	}

	download(url: string, events: DownloadEvents): Transfer {
		return this.begin(url, events, (address) => new HttpDownload(this.platform, address, events));
	}

	upload(url: string, file: TextFile, events: UploadEvents): Transfer {
		return this.begin(url, events, (address) => new HttpUpload(this.platform, address, file, events));
	}

	private begin(
		url: string,
		events: { onFailed(failure: TransferFailure, reason: string): void },
		begin: (address: HttpAddress) => Transfer,
	): Transfer {
		let address: HttpAddress;
		try {
			address = parseHttpUrl(url);
		} catch (error) {
			const failure = failureOfAddress(error);
			const timer = this.platform.timers.set(() => events.onFailed(failure, (error as Error).message), 0);
			return { cancel: () => this.platform.timers.clear(timer) };
		}
		return begin(address);
	}
}
