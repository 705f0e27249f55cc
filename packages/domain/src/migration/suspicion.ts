import type { Provider } from "../inbox/inbox.ts";
import type { DisconnectReason } from "../inbox/reasons.ts";
import type { Moment } from "../inbox/step.ts";
import type { MxHistory } from "./mx-history.ts";

/** What speaks besides the MX, of one domain and its inboxes at the old provider. Times are milliseconds since 1970. */
export interface SecondSignals {
  /** When one of them was last refused for good. */
  readonly refusedAt: number | null;
  /** When somebody last signed in at the new provider as an address of the domain. */
  readonly signedInAt: number | null;
  /** When mail was last seen to reach any of those that can be read; null: never. */
  readonly newestMailAt: number | null;
  /** Until when all of those were read; null where none can be. */
  readonly readUntil: number | null;
}

export type MoveProof = "REFUSAL" | "SIGN_IN" | "QUIET";

export type Suspicion =
  | { readonly type: "nothing" }
  | { readonly type: "suspected" }
  /** `by`: which second signal agrees. */
  | { readonly type: "confirmed"; readonly by: MoveProof };

/** How often, at least, a domain is looked at before its move is believed. */
const looksNeeded = 3;

/**
 * Whether a domain seems to move, or has moved, away from `from`. The MX alone never confirms: a second signal of the
 * same time has to agree.
 */
export function judgeMove(history: MxHistory | null, from: Provider, signals: SecondSignals, moment: Moment): Suspicion {
  if (history === null || history.names === null || history.names === from) return { type: "nothing" };
  const by = proofOf(history, signals, moment);
  if (by === null) return { type: "suspected" };
  // Where it was so before we ever looked, nothing has changed that we saw: a refusal then proves no move by itself.
  const seenToChange = history.otherAt !== null;
  if (by === "REFUSAL" && seenToChange) return { type: "confirmed", by };
  // And while mail still comes to the old place, the domain has two: somebody who signs in at the other moves nobody.
  if (!seenToChange && signals.newestMailAt !== null && signals.newestMailAt > history.since) return { type: "suspected" };
  const lasted = history.looks >= looksNeeded && history.spanned >= moment.durations.mxProof;
  return lasted ? { type: "confirmed", by } : { type: "suspected" };
}

function proofOf(history: MxHistory, signals: SecondSignals, moment: Moment): MoveProof | null {
  const began = history.otherAt ?? history.since;
  const came = (at: number | null): boolean => at !== null && at >= began;
  if (came(signals.refusedAt)) return "REFUSAL";
  if (came(signals.signedInAt)) return "SIGN_IN";
  return isQuiet(history, signals, moment) ? "QUIET" : null;
}

/** No mail since, though it came in the week before; and not because nobody looked. */
function isQuiet({ since }: MxHistory, { newestMailAt, readUntil }: SecondSignals, { now, durations }: Moment): boolean {
  if (newestMailAt === null || readUntil === null) return false;
  return newestMailAt <= since && newestMailAt >= since - durations.mailWeek && readUntil >= now - durations.secondChance;
}

const notTheProviders: ReadonlySet<DisconnectReason> = new Set<DisconnectReason>([
  "PROVIDER_MIGRATED",
  "UNREACHABLE",
  "TLS_INVALID",
  "CREDENTIALS_UNREADABLE",
]);

/** Whether a disconnection for this reason was a refusal for good by the provider. */
export function isRefusalForGood(reason: DisconnectReason): boolean {
  return !notTheProviders.has(reason);
}
