import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Firmware, FirmwareUpdate, NewFirmwareUpdate } from "../../api/schemas/firmware";
import type {
	FirmwareCampaign,
	FirmwareCampaignWithMembers,
	NewFirmwareCampaign,
} from "../../api/schemas/firmware-campaigns";
import { ApiProblem, call } from "./client";
import { keys } from "./keys";

/** The images, the newest first. */
export function useFirmware() {
	return useQuery({ queryKey: keys.firmware, queryFn: () => call<Firmware[]>("GET", "/firmware") });
}

export function useDeleteFirmware() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (id: number) => call<null>("DELETE", `/firmware/${id}`),
		onSettled: () => client.invalidateQueries({ queryKey: keys.firmware }),
	});
}

/** An image on its way. `onProgress` is told which part of it has been sent, 0 to 1. */
interface FirmwareUpload {
	form: FormData;
	onProgress: (part: number) => void;
}

export function useUploadFirmware() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: send,
		onSettled: () => client.invalidateQueries({ queryKey: keys.firmware }),
	});
}

/** By XMLHttpRequest, as fetch does not tell how far a body has got. Throws an ApiProblem. */
function send({ form, onProgress }: FirmwareUpload): Promise<Firmware> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open("POST", "/api/v1/firmware");
		request.responseType = "json";
		request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
		request.onerror = () => reject(new ApiProblem(0, "", null));
		request.onload = () => {
			const { status, response } = request;
			if (status === 201) resolve(response as Firmware);
			else reject(new ApiProblem(status, String(response?.error ?? ""), response));
		};
		request.send(form);
	});
}

/** Asks one charge point to fetch an image. */
export function useUpdateFirmware(identity: string) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (wish: NewFirmwareUpdate) =>
			call<FirmwareUpdate>("POST", `/charge-points/${encodeURIComponent(identity)}/firmware-updates`, wish),
		onSettled: () => client.invalidateQueries({ queryKey: keys.firmwareUpdates(identity) }),
	});
}

/** The campaigns, the newest first. */
export function useCampaigns() {
	return useQuery({
		queryKey: keys.campaigns,
		queryFn: () => call<FirmwareCampaign[]>("GET", "/firmware-campaigns"),
	});
}

export function useCampaign(id: number) {
	return useQuery({
		queryKey: keys.campaign(id),
		queryFn: () => call<FirmwareCampaignWithMembers>("GET", `/firmware-campaigns/${id}`),
	});
}

export function useStartCampaign() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (wish: NewFirmwareCampaign) =>
			call<FirmwareCampaignWithMembers>("POST", "/firmware-campaigns", wish),
		onSettled: () => client.invalidateQueries({ queryKey: keys.campaigns }),
	});
}

/** Stops a campaign, goes on with it, or asks again who has failed: all of them, or those that are named. */
export function useSteerCampaign(id: number) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ step, identities }: { step: "stop" | "resume" | "retry"; identities?: string[] }) =>
			call<FirmwareCampaignWithMembers>(
				"POST",
				`/firmware-campaigns/${id}/${step}`,
				identities && { identities },
			),
		onSuccess: (campaign) => client.setQueryData(keys.campaign(id), campaign),
	});
}
