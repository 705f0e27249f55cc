import { accessLapsesAt, disconnectionOf, durations } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";
import type { HeldInbox, ListedInbox } from "./held-inbox.ts";
import { toLapseFacts } from "./lapse-timer.ts";
import type { InboxHealthType, InboxType } from "./inbox.type.ts";

function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

/** An inbox as the schema shows it: opt-in, field by field, so that nothing secret can slip out. */
export function presentInbox(held: HeldInbox): InboxType {
  return presentListedInbox(held, async () => held.grant);
}

/** The same; the current grant is read where it is asked for. */
export function presentListedInbox(held: ListedInbox, grant: InboxType["grant"]): InboxType {
  const { inbox } = held;
  const disconnection = disconnectionOf(inbox.ourEnd);
  return {
    __typename: "Inbox",
    id: toGlobalId("inbox", inbox.id),
    kind: inbox.belonging.kind,
    address: inbox.address,
    displayName: held.displayName,
    provider: inbox.provider,
    mailHost: inbox.mailHost,
    state: inbox.ourEnd.state,
    stateChangedAt: new Date(inbox.stateChangedAt),
    disconnection: disconnection && {
      reason: disconnection.reason,
      providerCode: disconnection.providerCode,
      at: new Date(disconnection.at),
    },
    providerAccess: held.providerAccess,
    health: presentHealth(held),
    version: inbox.version,
    createdAt: new Date(inbox.createdAt),
    held,
    grant,
  };
}

function presentHealth({ inbox, health }: ListedInbox): InboxHealthType {
  const end = inbox.ourEnd;
  const watched = end.state === "CONNECTED" || end.state === "FAILING";
  return {
    lastCheckedAt: toDate(health.lastCheckedAt),
    lastSucceededAt: toDate(health.lastSucceededAt),
    nextCheckAt: watched ? toDate(health.nextCheckAt) : null,
    consecutiveFailures: watched ? end.trouble.consecutiveFailures : 0,
    lastLatencyMs: health.lastLatencyMs,
    sending: health.sending,
    lastMailSeenAt: toDate(health.lastMailSeenAt),
    accessExpiresAt: toDate(accessLapsesAt(toLapseFacts(inbox, health), durations)),
  };
}
