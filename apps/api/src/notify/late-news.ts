import type { AboutInbox, MemberId } from "@relink/domain";
import type { GrantRef } from "../grant/move-grant.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { InboxStore } from "../inbox/inbox.store.ts";
import type { Clock } from "../platform/clock.ts";
import type { Relay } from "./relay.ts";

/** What timers tell: nothing happened, and that is the news. */
export interface LateNews {
  tellStillOpen(ref: GrantRef): Promise<void>;
  tellStillDisconnected(workspaceId: string, inboxId: string): Promise<void>;
}

export interface LateNewsNeeds {
  readonly inboxes: InboxStore;
  readonly relay: Pick<Relay, "tell">;
  readonly clock: Pick<Clock, "moment">;
}

export function createLateNews({ inboxes, relay, clock }: LateNewsNeeds): LateNews {
  return {
    async tellStillOpen({ workspaceId, inboxId, grantId }) {
      const held = await inboxes.find(workspaceId, inboxId);
      const grant = await inboxes.findGrant(workspaceId, grantId);
      const open = grant && (grant.end.access === "REVOKING" || grant.end.access === "AWAITING_PERSON");
      if (!held || !open) return;
      await relay.tell(workspaceId, {
        news: { ...aboutOf(held), type: "providerAccessOpen", removedBy: grant.endedBy as MemberId | null },
        inboxId,
        sharedInboxId: sharedInboxIdOf(held),
        params: { address: held.inbox.address, provider: grant.provider },
        episode: `${inboxId}:providerAccessOpen:${grantId}`,
      });
    },
    async tellStillDisconnected(workspaceId, inboxId) {
      const held = await inboxes.find(workspaceId, inboxId);
      const end = held?.inbox.ourEnd;
      if (!held || end?.state !== "DISCONNECTED") return;
      // It was back in between: the timer of the new disconnection is still to come.
      const { now, durations } = clock.moment();
      if (now - held.inbox.stateChangedAt < durations.escalate) return;
      await relay.tell(workspaceId, {
        news: { ...aboutOf(held), type: "stillDisconnectedAfterADay" },
        inboxId,
        sharedInboxId: sharedInboxIdOf(held),
        params: { address: held.inbox.address, provider: held.inbox.provider, reason: end.disconnection.reason },
        episode: `${inboxId}:stillDisconnectedAfterADay:${held.inbox.stateChangedAt}`,
      });
    },
  };
}

function aboutOf({ inbox }: HeldInbox): AboutInbox {
  const { belonging, connectedBy } = inbox;
  return { kind: belonging.kind, ownerId: belonging.kind === "PERSONAL" ? belonging.ownerId : null, connectedBy };
}

function sharedInboxIdOf({ inbox }: HeldInbox): string | null {
  return inbox.belonging.kind === "TEAM" ? inbox.belonging.sharedInboxId : null;
}
