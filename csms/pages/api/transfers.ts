import { useQuery } from "@tanstack/react-query";
import type { FirmwareUpdate } from "../../api/schemas/firmware";
import type { Upload } from "../../api/schemas/uploads";
import { call } from "./client";
import { keys } from "./keys";

/** The firmware updates of a charge point, the newest first. */
export function useFirmwareUpdates(identity: string) {
	return useQuery({
		queryKey: keys.firmwareUpdates(identity),
		queryFn: () =>
			call<FirmwareUpdate[]>("GET", `/charge-points/${encodeURIComponent(identity)}/firmware-updates`),
	});
}

/** The diagnostics and logs of a charge point, the newest first. */
export function useUploads(identity: string) {
	return useQuery({
		queryKey: keys.uploads(identity),
		queryFn: () => call<Upload[]>("GET", `/charge-points/${encodeURIComponent(identity)}/uploads`),
	});
}
