import type { Selectable } from "kysely";
import type { LocalList } from "../../api/schemas/local-lists";
import type { Flag, Moment } from "./columns";

/** The local authorization lists of the charge points, as far as the CSMS knows. */
export interface LocalListTables {
	local_list: LocalListTable;
	local_list_entry: LocalListEntryTable;
}

interface LocalListTable {
	identity: string;
	/** It is kept in step with the registered ids. */
	follows: Flag;
	/** JSON: the chosen ids; null for all. */
	id_tags: string | null;
	support: LocalList["support"];
	/** The version that the charge point has, for all we know; 0 before the first. */
	list_version: number;
	/** The greatest version that was ever sent: the next one is greater. */
	last_version: number;
	/** The list there is not the one of `local_list_entry`: only a Full update helps. */
	needs_full: Flag;
	/** Version and lengths have not been asked since the charge point booted. */
	is_checked: Flag;
	/** LocalAuthListMaxLength; null: not told. */
	list_max: number | null;
	/** SendLocalListMaxLength; null: not told. */
	send_max: number | null;
	/** When an update is due; null: none is. */
	due_at: Moment | null;
	/** Updates in a row that got no answer. */
	attempts: number;
	/** One process at a time updates a list; the claim ends by itself if that process dies. */
	claimed_until: Moment | null;
	/** Why the list is not in step, in English. */
	problem: string | null;
	/** When the charge point last accepted an update. */
	accepted_at: Moment | null;
}

/** An id in the list of a charge point, as it was last sent. */
interface LocalListEntryTable {
	identity: string;
	/** In lower case. */
	id_tag_key: string;
	id_tag: string;
	/** JSON: the IdTagInfo. */
	id_tag_info: string;
}

export type LocalListRow = Selectable<LocalListTable>;
