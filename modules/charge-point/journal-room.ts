/** Start and stop of a transaction take at most about this, bytes. */
const TRANSACTION = 256;

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
 * 5/16 of the journal belong to starts and stops: 1000 transactions in 1 MiB of flash. While more than
 * half of what is for the samples is free all are stored, then every 4th, below a quarter every 16th,
 * below an eighth every 32nd and so on: a long time without CSMS leaves samples thinly spread over all
 * transactions, rather than all of the first and none of the last.
 */
export function sampleStride({ capacity, free, queued, starts }: JournalUse): number {
	const least = capacity / 8;
	const forTransactions = (capacity * 5) / 16;
	const room = capacity - queued - Math.max(forTransactions - starts * TRANSACTION, least);
	if (room <= 0 || free <= least) return 0;
	let stride = 1;
	for (let limit = (capacity - forTransactions) / 2; room <= limit; limit /= 2) stride *= stride < 16 ? 4 : 2;
	return stride;
}
