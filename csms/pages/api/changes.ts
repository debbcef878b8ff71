import { keys } from "./keys";

/** What has to be asked for anew after a call about a subject, the first part of its path. */
const SUBJECTS: Record<string, readonly (readonly string[])[]> = {
	accounts: [keys.accounts, keys.sessionsOfAll],
	alarms: [keys.alarms],
	"id-tags": [keys.idTags, keys.idTagPages, keys.unknownIdTags, keys.users],
	"mail-server": [keys.mailServer],
	me: [keys.idTags, keys.idTagPages, keys.users],
	"refused-handshakes": [keys.refusedHandshakes],
	registrations: [keys.idTags, keys.idTagPages, keys.unknownIdTags, keys.users],
	session: [keys.sessionsOfAll],
	sessions: [keys.sessionsOfAll],
	settings: [keys.settings],
	tokens: [keys.tokens],
	webhooks: [keys.webhooks, keys.alarms],
	users: [keys.users, keys.idTags, keys.idTagPages],
};

/** The answers that a call has made old; the audit has refused calls, too. */
export function changedBy(subject: string, accepted: boolean): readonly (readonly string[])[] {
	return [keys.audit, ...((accepted && SUBJECTS[subject]) || [])];
}
