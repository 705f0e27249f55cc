import { mailTimeoutMs } from "../../apps/api/src/mail/deadline.ts";
import type { Chance } from "../random.ts";
import type { SimInbox } from "./inbox.ts";
import type { SimProvider } from "./provider.ts";

/** How long a provider takes to answer one check, milliseconds. */
export function answersIn(inbox: SimInbox, provider: SimProvider, chance: Chance): number {
  if (provider.outageOf(inbox)?.mode === "timeout") return mailTimeoutMs;
  // Most answer quickly, a few after seconds.
  return chance.happens(0.02) ? chance.between(1_000, 10_000) : chance.between(40, 400);
}
