import { Anchor, Breadcrumbs, Text } from "@mantine/core";
import { Link } from "react-router";

interface PagePathProps {
	/** The page above this one: its address and title. */
	to: string;
	parent: string;
	here: string;
	className?: string;
	/** Above and below the link, where fingers are to find it. */
	py?: number;
}

/** Which page this one belongs to, and the way there. */
export function PagePath({ to, parent, here, className, py }: PagePathProps) {
	return (
		<Breadcrumbs className={className}>
			<Anchor component={Link} to={to} py={py}>
				{parent}
			</Anchor>
			<Text lineClamp={1}>{here}</Text>
		</Breadcrumbs>
	);
}
