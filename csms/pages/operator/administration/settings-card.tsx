import { Card, Stack, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** One subject of the settings with its heading. */
export function SettingsCard({ title, children }: { title: string; children: ReactNode }) {
	const id = useId();
	return (
		<Card withBorder maw={640} component="section" aria-labelledby={id}>
			<Stack gap="sm">
				<Title order={2} size="h4" id={id}>
					{title}
				</Title>
				{children}
			</Stack>
		</Card>
	);
}
