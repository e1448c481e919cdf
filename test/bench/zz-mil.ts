import { millionEvents } from "./million-events.ts";
await millionEvents("/tmp/mil"); process.exit(0);
