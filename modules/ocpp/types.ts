/**
 * The messages of OCPP 1.6 and its security whitepaper: the door to what is generated from their
 * JSON schemas. Every request is an `<Action>Request`, every response an `<Action>Response`;
 * generic code takes `Requests[A]` and `Responses[A]`.
 */
export type * from "./types.generated";
