import { listen } from "./listen";
import { responses } from "./responses";

/** Parses and answers; checks and stores nothing. */
listen((frame, _text, answer) => answer(responses[String(frame[2])]()));
