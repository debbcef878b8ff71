import platform from "platform";

/** The smallest firmware on a platform: an id that is presented is a command to it. */
platform.start((host) => {
	const [connector] = host.connectors;
	host.log(
		`${host.settings.identity} reads ${connector.meter.read().importWh} Wh, ${host.flash.blockCount} blocks`,
	);
	host.onIdTag = (_connector, idTag) => {
		if (idTag === "close") connector.setContactor(true);
		else if (idTag === "throw") throw new Error("a bug");
		else if (idTag === "reject") void Promise.reject(new Error("a later bug"));
		else if (idTag === "restart") host.restart();
		else if (idTag === "ids") host.log(`${host.newId()} ${host.newId()} ${host.random()}`);
	};
});
