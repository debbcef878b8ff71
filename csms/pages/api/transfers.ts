import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FirmwareUpdate } from "../../api/schemas/firmware";
import type { NewUpload, Upload } from "../../api/schemas/uploads";
import { call, withQuery } from "./client";
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

/** The diagnostics and logs of all charge points, the newest first. */
export function useAllUploads() {
	return useQuery({
		queryKey: keys.allUploads,
		queryFn: () => call<Upload[]>("GET", withQuery("/uploads", { limit: 200 })),
	});
}

/** Asks a charge point for its diagnostics or a log. */
export function useRequestUpload() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ identity, wish }: { identity: string; wish: NewUpload }) =>
			call<Upload>("POST", `/charge-points/${encodeURIComponent(identity)}/uploads`, wish),
		onSettled: (_data, _error, { identity }) => {
			void client.invalidateQueries({ queryKey: keys.uploads(identity) });
			return client.invalidateQueries({ queryKey: keys.allUploads });
		},
	});
}

/** Deletes the file of an upload; the record of it stays. */
export function useDeleteUpload() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ identity, id }: Upload) =>
			call<null>("DELETE", `/charge-points/${encodeURIComponent(identity)}/uploads/${id}/file`),
		onSettled: (_data, _error, { identity }) => {
			void client.invalidateQueries({ queryKey: keys.uploads(identity) });
			return client.invalidateQueries({ queryKey: keys.allUploads });
		},
	});
}
