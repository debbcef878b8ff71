import type { Message, Receiver } from "./messages";

/** What a process learns when it gives its sign of life. */
export interface Beat {
	/** False once the others count it as dead. */
	readonly known: boolean;
	readonly others: readonly OtherProcess[];
}

export interface OtherProcess {
	readonly id: number;
	/** Its last sign of life, by the clock of the database. */
	readonly beatAt: number;
	/** Milliseconds since then. */
	readonly age: number;
}

/** The way between the processes that share a database. */
export interface Bus {
	/** The database's clock, in milliseconds since 1970. */
	now(): Promise<number>;
	/** Hears from now on what is for this process. */
	listen(id: number): Promise<void>;
	/** Gives the sign of life of a process. Rejects while the database cannot be reached. */
	beat(id: number): Promise<Beat>;
	/** Sends as soon as that is possible. */
	send(to: Receiver, message: Message): void;
	/** Sends if that is possible now; false when it is not. */
	offer(to: Receiver, message: Message): boolean;
	/** Sends what waits, as far as that is possible, and ends. */
	close(): Promise<void>;
}

/** What a bus tells its process. */
export interface BusListener {
	receive(from: number, message: Message): void;
	/** The connection is back; what was sent meanwhile was not heard. */
	resumed(): void;
}

/** The bus of a process that has its database for itself. */
export const noBus: Bus = {
	now: () => Promise.resolve(Date.now()),
	listen: () => Promise.resolve(),
	beat: () => Promise.resolve({ known: true, others: [] }),
	send: () => {},
	offer: () => true,
	close: () => Promise.resolve(),
};
