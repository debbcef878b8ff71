import { join } from "node:path";
import Libsql from "libsql";
import { listen } from "./listen";
import { responses } from "./responses";

/**
 * Stores the text of each message and answers when it is on the disk; messages that come together share a
 * commit. Checks nothing. The argument is the folder of the database.
 */
const database = new Libsql(join(process.argv[2], "durable.db"));
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(
	"create table message (id integer primary key, received_at integer not null, frame text not null)",
);
const insert = database.prepare("insert into message (received_at, frame) values (?, ?)");
const begin = database.prepare("begin");
const commit = database.prepare("commit");

let waiting: { text: string; answer: () => void }[] = [];

function store(): void {
	const stored = waiting;
	waiting = [];
	const now = Date.now();
	begin.run();
	for (const { text } of stored) insert.run(now, text);
	commit.run();
	for (const { answer } of stored) answer();
}

listen((frame, text, answer) => {
	if (waiting.length === 0) setImmediate(store);
	waiting.push({ text, answer: () => answer(responses[String(frame[2])]()) });
});
