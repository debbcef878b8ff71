import { type Logger, stdSerializers } from "pino";

/**
 * The same log, with nothing of an error but its kind, code, text and stack: databases and sockets hang on it what
 * they were given, values of rows and addresses with passwords among them.
 */
export function withoutDetails(log: Logger): Logger {
	return log.child({}, { serializers: { err: plainError } });
}

function plainError(error: Error): object {
	const { type, message, stack, code } = stdSerializers.err(error);
	return { type, code, message, stack };
}
