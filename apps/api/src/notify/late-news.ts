import { accessLapsesAt, dueLapseNotice, nextLapseLook, type AboutInbox, type Durations, type MemberId } from "@relink/domain";
import type { GrantRef } from "../grant/move-grant.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { InboxStore } from "../inbox/inbox.store.ts";
import { toLapseFacts } from "../inbox/lapse-timer.ts";
import type { Clock } from "../platform/clock.ts";
import type { Relay } from "./relay.ts";

/** What timers tell: nothing happened, and that is the news. */
export interface LateNews {
  tellStillOpen(ref: GrantRef): Promise<void>;
  tellStillDisconnected(workspaceId: string, inboxId: string): Promise<void>;
  /** Those who were told that it is disconnected, once more: `days` is 1, 3 or 7. */
  remindDisconnected(workspaceId: string, inboxId: string, days: string): Promise<void>;
  /** Tells that access lapses in 7 days or 1 day, where that is so now; answers when to look again, or null for never. */
  tellAccessLapses(workspaceId: string, inboxId: string, grantId: string): Promise<number | null>;
}

export interface LateNewsNeeds {
  readonly inboxes: InboxStore;
  readonly relay: Pick<Relay, "tell">;
  readonly clock: Pick<Clock, "moment">;
}

export function createLateNews(needs: LateNewsNeeds): LateNews {
  return {
    tellStillOpen: (ref) => tellStillOpen(needs, ref),
    tellStillDisconnected: (workspaceId, inboxId) =>
      tellDisconnected(needs, { workspaceId, inboxId }, { type: "stillDisconnectedAfterADay", wait: ({ escalate }) => escalate }),
    remindDisconnected: (workspaceId, inboxId, days) =>
      tellDisconnected(
        needs,
        { workspaceId, inboxId },
        { type: "stillDisconnected", days, wait: (durations) => reminderWait(durations, days) },
      ),
    tellAccessLapses: (workspaceId, inboxId, grantId) => tellAccessLapses(needs, { workspaceId, inboxId, grantId }),
  };
}

async function tellStillOpen({ inboxes, relay }: LateNewsNeeds, { workspaceId, inboxId, grantId }: GrantRef): Promise<void> {
  const held = await inboxes.find(workspaceId, inboxId);
  const grant = await inboxes.findGrant(workspaceId, grantId);
  const open = grant && (grant.end.access === "REVOKING" || grant.end.access === "AWAITING_PERSON");
  if (!held || !open) return;
  await relay.tell(workspaceId, {
    news: { ...aboutOf(held), type: "providerAccessOpen", removedBy: grant.endedBy as MemberId | null },
    inboxId,
    params: { address: held.inbox.address, provider: grant.provider, ...sinceOf(grant.endedAt) },
    episode: `${inboxId}:providerAccessOpen:${grantId}`,
  });
}

interface Late {
  readonly type: "stillDisconnected" | "stillDisconnectedAfterADay";
  readonly days?: string;
  readonly wait: (durations: Durations) => number;
}

function reminderWait({ firstReminder, secondReminder, thirdReminder }: Durations, days: string): number {
  return { 1: firstReminder, 3: secondReminder, 7: thirdReminder }[Number(days)] ?? thirdReminder;
}

async function tellDisconnected(
  { inboxes, relay, clock }: LateNewsNeeds,
  { workspaceId, inboxId }: Pick<GrantRef, "workspaceId" | "inboxId">,
  { type, days, wait }: Late,
): Promise<void> {
  const held = await inboxes.find(workspaceId, inboxId);
  const end = held?.inbox.ourEnd;
  if (!held || end?.state !== "DISCONNECTED") return;
  // It was back in between: the timer of the new disconnection is still to come.
  const { now, durations } = clock.moment();
  if (now - held.inbox.stateChangedAt < wait(durations)) return;
  const { address, provider, stateChangedAt } = held.inbox;
  await relay.tell(workspaceId, {
    news: { ...aboutOf(held), type },
    inboxId,
    params: { address, provider, reason: end.disconnection.reason, ...sinceOf(stateChangedAt), ...(days ? { days } : {}) },
    episode: [inboxId, type, stateChangedAt, ...(days ? [days] : [])].join(":"),
  });
}

async function tellAccessLapses(
  { inboxes, relay, clock }: LateNewsNeeds,
  { workspaceId, inboxId, grantId }: GrantRef,
): Promise<number | null> {
  const held = await inboxes.find(workspaceId, inboxId);
  // Another grant came meanwhile, and with it another timer.
  if (!held || held.inbox.grantId !== grantId) return null;
  const moment = clock.moment();
  const facts = toLapseFacts(held.inbox, held.health);
  const lapsesAt = accessLapsesAt(facts, moment.durations);
  const days = facts.state === "DISCONNECTED" ? null : dueLapseNotice(lapsesAt, moment);
  if (days !== null) {
    await relay.tell(workspaceId, {
      news: { ...aboutOf(held), type: "accessLapses" },
      inboxId,
      params: { address: held.inbox.address, provider: held.inbox.provider, days: String(days) },
      episode: `${inboxId}:accessLapses:${lapsesAt}:${days}`,
    });
  }
  return nextLapseLook(facts, moment);
}

function sinceOf(at: number | null): { readonly since?: string } {
  return at === null ? {} : { since: new Date(at).toISOString() };
}

function aboutOf({ inbox }: HeldInbox): AboutInbox {
  const { belonging, connectedBy } = inbox;
  return { kind: belonging.kind, ownerId: belonging.kind === "PERSONAL" ? belonging.ownerId : null, connectedBy };
}
