import { Anchor, Button, Group, Skeleton, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { mdiMagnify, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { User } from "../../../api/schemas/users";
import { useUsers } from "../../api/users";
import { Dialog } from "../../parts/dialog";
import { Id } from "../../parts/id";
import { May } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { UserForm } from "./user-form";

/** The drivers with their ids and totals. */
export function UsersPage() {
	const { t } = useTranslation();
	const formats = useFormats();
	const navigate = useNavigate();
	const [search, setSearch] = useState("");
	const [wanted] = useDebouncedValue(search.trim(), 200);
	const [adding, setAdding] = useState(false);
	const users = useUsers(wanted);
	const { hasNextPage, fetchNextPage, isFetchingNextPage } = users;
	const columns: Column<User>[] = [
		{
			name: t("registrations.name"),
			wrap: true,
			cell: ({ userId, name }) => (
				<Anchor component={Link} to={`/operator/users/${userId}`} size="sm">
					{name}
				</Anchor>
			),
			sort: ({ name }) => name,
		},
		{ name: t("registrations.email"), wrap: true, cell: ({ email }) => email, sort: ({ email }) => email },
		{
			name: t("users.idTags"),
			wrap: true,
			cell: ({ idTags }) =>
				idTags.length === 0
					? "–"
					: idTags.map(({ idTag }) => (
							<div key={idTag}>
								<Id id={idTag} />
							</div>
						)),
		},
		{
			name: t("users.transactions"),
			cell: ({ transactions }) => formats.count(transactions),
			sort: ({ transactions }) => transactions,
		},
		{
			name: t("transaction.energy"),
			cell: ({ energyWh }) => formats.energy(energyWh),
			sort: ({ energyWh }) => energyWh,
		},
		{
			name: t("users.lastStart"),
			cell: ({ lastStart }) => (lastStart === null ? "–" : formats.dateTime(lastStart)),
			sort: ({ lastStart }) => lastStart,
		},
		{
			name: t("users.signsIn"),
			cell: ({ account }) => t(account === null ? "users.noAccount" : "users.hasAccount"),
		},
	];
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("users.title")} />
				<May role="operator">
					<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setAdding(true)}>
						{t("users.add")}
					</Button>
				</May>
			</Group>
			<TextInput
				type="search"
				maw={360}
				aria-label={t("users.search")}
				placeholder={t("users.search")}
				leftSection={<Icon path={mdiMagnify} size={18} />}
				maxLength={100}
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
			/>
			{users.error && <ProblemAlert error={users.error} />}
			{users.isPending && <Skeleton height={200} />}
			{users.data && (
				<Records
					label={t("users.title")}
					none={wanted === "" ? t("users.none") : t("users.noMatch")}
					columns={columns}
					records={users.data.pages.flat()}
					keyOf={({ userId }) => userId}
					older={hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null}
				/>
			)}
			<Dialog opened={adding} onClose={() => setAdding(false)} title={t("users.add")}>
				{adding && (
					<UserForm existing={null} onSaved={({ userId }) => navigate(`/operator/users/${userId}`)} />
				)}
			</Dialog>
		</Stack>
	);
}
