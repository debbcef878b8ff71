import { tsImport } from "tsx/esm/api";

// A worker thread does not inherit the loader of TypeScript, and only JavaScript can bring it one.
await tsImport("./report-thread.ts", import.meta.url);
