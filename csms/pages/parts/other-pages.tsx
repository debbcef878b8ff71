import { Button, Center, Container, Loader, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "./page-title";

/** While a page's code is on its way. */
export function LoadingPage() {
	const { t } = useTranslation();
	return (
		<Center mih="60dvh">
			<Loader aria-label={t("page.loading")} />
		</Center>
	);
}

/** For an address that no page has. */
export function NotFoundPage() {
	const { t } = useTranslation();
	return (
		<Container size="xs" py="xl">
			<Stack>
				<PageTitle title={t("page.notFound")} />
				<Text>{t("page.notFoundWords")}</Text>
				<Button component={Link} to="/" w="fit-content">
					{t("page.toStart")}
				</Button>
			</Stack>
		</Container>
	);
}

/** In place of a page that failed, or whose code could not be loaded. */
export function ProblemPage() {
	const { t } = useTranslation();
	return (
		<Container component="main" size="xs" py="xl">
			<Stack>
				<PageTitle title={t("page.problem")} />
				<Text>{t("page.problemWords")}</Text>
				<Button w="fit-content" onClick={() => window.location.reload()}>
					{t("page.reload")}
				</Button>
			</Stack>
		</Container>
	);
}
