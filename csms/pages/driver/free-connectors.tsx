import { Button, Card, EmptyState, Group, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { mdiPlay } from "@mdi/js";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FreeConnector } from "../../api/schemas/me";
import { useFreeConnectors } from "../api/own";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import { StatusBadge } from "../shared/status-badge";
import { StartDialog } from "./start-dialog";

/** With more connectors than these there is a search. */
const FEW = 8;
/** More are not shown at once: the search finds them. */
const SHOWN = 50;

/** How people call where a connector is. */
export function useConnectorName(): (
	connector: Pick<FreeConnector, "identity" | "name" | "connectorId">,
) => string {
	const { t } = useTranslation();
	return ({ identity, name, connectorId }) =>
		t("ownPlace.connector", { name: name ?? identity, connectorId });
}

/** Where the driver can start charging, as it is now. */
export function FreeConnectors() {
	const { t } = useTranslation();
	const free = useFreeConnectors();
	const [search, setSearch] = useState("");
	const [chosen, setChosen] = useState<FreeConnector | null>(null);
	const close = useCallback(() => setChosen(null), []);
	const wanted = search.trim().toLowerCase();
	const fitting = (free.data ?? []).filter(({ identity, name, location }) =>
		[identity, name, location].some((text) => text?.toLowerCase().includes(wanted)),
	);
	return (
		<Stack component="section" gap="sm" aria-labelledby="free">
			<Title order={2} size="h4" id="free">
				{t("ownStart.free")}
			</Title>
			{free.isPending && <Skeleton height={160} />}
			{free.error && <ProblemAlert error={free.error} />}
			{free.data && free.data.length > FEW && (
				<TextInput
					size="md"
					type="search"
					aria-label={t("ownStart.search")}
					placeholder={t("ownStart.search")}
					value={search}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
			)}
			{free.data?.length === 0 && (
				<EmptyState py="lg" title={t("ownStart.none")} description={t("ownStart.noneWords")} />
			)}
			{free.data && free.data.length > 0 && fitting.length === 0 && (
				<EmptyState py="lg" title={t("ownStart.noMatch")} />
			)}
			{fitting.slice(0, SHOWN).map((connector) => (
				<Connector
					key={`${connector.identity} ${connector.connectorId}`}
					connector={connector}
					onStart={() => setChosen(connector)}
				/>
			))}
			<StartDialog connector={chosen} onClose={close} />
		</Stack>
	);
}

function Connector({ connector, onStart }: { connector: FreeConnector; onStart: () => void }) {
	const { t } = useTranslation();
	const nameOf = useConnectorName();
	const { identity, name, location, connectorId, status } = connector;
	return (
		<Card withBorder padding="sm" component="article" aria-label={nameOf(connector)}>
			<Group wrap="nowrap" justify="space-between" gap="sm">
				<Stack gap={4} miw={0} align="flex-start">
					<Text fw={600} lineClamp={2}>
						{name ?? identity}
					</Text>
					{location !== null && (
						<Text size="sm" c="dimmed" lineClamp={2}>
							{location}
						</Text>
					)}
					<Group gap="xs">
						<Text size="sm">{t("ownStart.connector", { connectorId })}</Text>
						<StatusBadge status={status} />
					</Group>
				</Stack>
				<Button
					size="md"
					px="md"
					flex="none"
					leftSection={<Icon path={mdiPlay} />}
					aria-label={t("ownStart.startAt", { place: nameOf(connector) })}
					onClick={onStart}
				>
					{t("ownStart.start")}
				</Button>
			</Group>
		</Card>
	);
}
