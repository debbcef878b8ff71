import { Stack, Text } from "@mantine/core";
import { useFormats } from "../shared/use-formats";

/** When something was done, and below it by which account. */
export function MomentBy({ moment, account }: { moment: string; account: string | null }) {
	const formats = useFormats();
	return (
		<Stack gap={0}>
			{formats.dateTime(moment)}
			<Text size="xs" c="dimmed">
				{account}
			</Text>
		</Stack>
	);
}
