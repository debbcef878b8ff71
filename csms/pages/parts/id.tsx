import { Text } from "@mantine/core";

/** An idTag, with letters and digits that are easily told apart. */
export function Id({ id }: { id: string }) {
	return (
		<Text span ff="monospace" inherit>
			{id}
		</Text>
	);
}
