/** Start and stop of a transaction take at most about this, bytes. */
const TRANSACTION = 256;
/** So many transactions without a CSMS are to find room (R-QUE-09). */
const MOST_TRANSACTIONS = 1000;

/** How full the journal is. */
export interface JournalUse {
	/** Bytes there are in all, and those that can be written to. */
	capacity: number;
	free: number;
	/** Bytes of the queue, and the transactions whose start is in it. */
	queued: number;
	starts: number;
}

/**
 * Every how manieth sample is stored so that starts and stops always find room (R-QUE-09); 0 is none.
 *
 * Room for the starts and stops of 1000 transactions is kept, 5/8 of a small journal. While more than
 * half of what is for the samples is free all are stored, then every 4th, below a quarter every 32nd and
 * so on: a long time without CSMS leaves samples thinly spread over all
 * transactions, rather than all of the first and none of the last.
 */
export function sampleStride({ capacity, free, queued, starts }: JournalUse): number {
	const least = capacity / 16;
	const forTransactions = Math.min((capacity * 5) / 8, MOST_TRANSACTIONS * TRANSACTION);
	const room = capacity - queued - Math.max(forTransactions - starts * TRANSACTION, least);
	if (room <= 0 || free <= least) return 0;
	let stride = 1;
	for (let limit = (capacity - forTransactions) / 2; room <= limit; limit /= 2) stride *= stride < 4 ? 4 : 8;
	return stride;
}
