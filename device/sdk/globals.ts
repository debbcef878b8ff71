import TextDecoder from "text/decoder";
import TextEncoder from "text/encoder";

/** The globals of the WHATWG Encoding standard, which XS leaves to the firmware. */
Object.assign(globalThis, { TextDecoder, TextEncoder });
