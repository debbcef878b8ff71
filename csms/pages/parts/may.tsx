import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "../../api/schemas/accounts";
import { includes } from "../../records/roles";
import { useSession } from "../api/session";

/** Whether whoever is signed in has the rights of `least`; what may not be used is not shown. */
export function useMay(least: Role): boolean {
	const role = useSession().data?.role;
	return role !== undefined && includes(role, least);
}

interface MayProps {
	/** The least role. */
	role: Role;
	children: ReactNode;
}

/** Shows what is in it to those alone who have the rights of `role`. */
export function May({ role, children }: MayProps) {
	return useMay(role) && children;
}

/** The reason why something is seen but cannot be changed; nothing for those who may. */
export function MayNotWords({ role }: { role: Role }) {
	const { t } = useTranslation();
	if (useMay(role)) return null;
	return (
		<Text size="sm" c="dimmed">
			{t("may.needs", { role: t(`signIn.role.${role}`) })}
		</Text>
	);
}
