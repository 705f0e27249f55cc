import { destination, pino } from "pino";

/** To stderr: stdout has one line only, that which says the sandbox is ready. */
export const log = pino({ name: "sandbox", level: "warn" }, destination({ fd: 2, sync: true }));
