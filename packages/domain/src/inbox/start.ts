import { fact } from "./event.ts";
import { noTrouble, type Inbox } from "./inbox.ts";
import type { Moment, Step } from "./step.ts";

/** What is known of an inbox before it begins. */
export type NewInbox = Omit<Inbox, "ourEnd" | "stateChangedAt" | "grantId" | "version" | "createdAt">;

/** A person starts to connect an address by signing in at its provider. */
export function startConnecting(wanted: NewInbox, { now }: Moment): Step {
  const next: Inbox = {
    ...wanted,
    ourEnd: { state: "CONNECTING" },
    stateChangedAt: now,
    grantId: null,
    version: 1,
    createdAt: now,
  };
  return { next, facts: [fact("CONNECTION_STARTED", "CONNECTING", { toProvider: wanted.provider })], effects: [] };
}

/** IMAP details passed their check: born connected. */
export function startConnected(wanted: NewInbox, grantId: NonNullable<Inbox["grantId"]>, { now }: Moment): Step {
  const next: Inbox = {
    ...wanted,
    ourEnd: { state: "CONNECTED", trouble: noTrouble(now) },
    stateChangedAt: now,
    grantId,
    version: 2,
    createdAt: now,
  };
  const started = fact("CONNECTION_STARTED", "CONNECTING", { toProvider: wanted.provider });
  return {
    next,
    facts: [started, fact("CONNECTED", "CONNECTED", { fromState: "CONNECTING", toProvider: wanted.provider, grantId })],
    effects: [],
  };
}
