import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { useChargePointName } from "../../api/charge-points";

interface ChargePointLinkProps {
	identity: string;
	/** The tab that it leads to; the first one without it. */
	tab?: string;
}

/** A charge point in a table: its name where it has one, and its identity. */
export function ChargePointLink({ identity, tab }: ChargePointLinkProps) {
	const name = useChargePointName(identity);
	if (name === undefined) return identity;
	return (
		<>
			<Anchor component={Link} size="sm" to={chargePointAddress(identity, tab)}>
				{name ?? identity}
			</Anchor>
			{name !== null && (
				<Text size="xs" c="dimmed">
					{identity}
				</Text>
			)}
		</>
	);
}

/** The address of a charge point's page. */
export function chargePointAddress(identity: string, tab?: string): string {
	const page = `/operator/charge-points/${encodeURIComponent(identity)}`;
	return tab === undefined ? page : `${page}/${tab}`;
}

/** The charge points as choices, by name and identity. */
export function chargePointChoices(
	chargePoints: readonly { identity: string; name: string | null }[],
): { value: string; label: string }[] {
	return chargePoints.map(({ identity, name }) => ({
		value: identity,
		label: name === null ? identity : `${name} · ${identity}`,
	}));
}
