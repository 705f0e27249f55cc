import type { GrantId } from "../ids.ts";
import type { ConnectionState, Provider } from "./inbox.ts";
import type { DisconnectReason } from "./reasons.ts";

export const inboxEventTypes = [
  "CONNECTION_STARTED",
  "CONNECTED",
  "CONNECTION_ABANDONED",
  "FAILING",
  "RECOVERED",
  "DISCONNECTED",
  "TURNED_OFF",
  "TURNED_ON",
  "REMOVED",
  "RECONNECTED",
  "PROVIDER_ACCESS_REVOKING",
  "PROVIDER_ACCESS_REVOKED",
  "PROVIDER_ACCESS_AWAITING_PERSON",
  "PROVIDER_ACCESS_ATTESTED",
  "PROVIDER_ACCESS_STILL_USED",
  "CREDENTIALS_DESTROYED",
] as const;
export type InboxEventType = (typeof inboxEventTypes)[number];

/** What an event says, before the log gives it a number. */
export interface Fact {
  readonly type: InboxEventType;
  readonly reason: DisconnectReason | null;
  readonly providerCode: string | null;
  readonly fromState: ConnectionState | null;
  readonly toState: ConnectionState;
  readonly fromProvider: Provider | null;
  readonly toProvider: Provider | null;
  readonly grantId: GrantId | null;
}

/** Whether a new inbox takes its address with these facts: what was removed there before is final from then on (`replaced`). */
export function takesAddress(facts: readonly Pick<Fact, "type">[]): boolean {
  return facts.some(({ type }) => type === "CONNECTED");
}

/** @returns a fact with what most facts leave empty. */
export function fact(type: InboxEventType, toState: ConnectionState, more: Partial<Fact> = {}): Fact {
  return {
    type,
    reason: null,
    providerCode: null,
    fromState: null,
    toState,
    fromProvider: null,
    toProvider: null,
    grantId: null,
    ...more,
  };
}
