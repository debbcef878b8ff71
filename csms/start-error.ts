/** What keeps a CSMS from starting: a sentence that tells a person what to do. */
export class StartError extends Error {}
