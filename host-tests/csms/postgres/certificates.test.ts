import { expect, test } from "vitest";
import { BOOT, connect } from "../charge-point-peer";
import { temporaryFolder } from "../running-csms";
import { newRequest, runSecureCsms } from "../secure-csms";

test("two processes have the same roots, and one trusts what the other has signed", async () => {
	const data = temporaryFolder();
	const one = await runSecureCsms({ data });
	const other = await runSecureCsms({ data });
	const peer = await connect(one.ocpp, "TWO", { ca: one.root.pem });
	await peer.call("BootNotification", BOOT);
	const { csr, key } = await newRequest("TWO", "CPO", "RSA");
	expect((await peer.call("SignCertificate", { csr }))[2]).toEqual({ status: "Accepted" });
	const [, , , { certificateChain: cert }] = await peer.received();
	await one.rest("PUT", "/charge-points/TWO", { securityProfile: 3 });
	const options = { ca: other.root.pem, cert, key };
	// The root is as old as the certificate: the other process learns of it by the first handshake.
	await expect(connect(other.ocpp, "TWO", options)).rejects.toThrow("401");
	await connect(other.ocpp, "TWO", options);
	expect((await other.rest("GET", "/certificates")).body).toEqual(
		(await one.rest("GET", "/certificates")).body,
	);
});
