import { stepGrant, type GrantOccurrence, type Moment } from "@relink/domain";
import { unchanged, withGrantStep, type Actor, type Change } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { VerbNeeds } from "../inbox/perform.ts";
import type { Transaction } from "../platform/transaction.ts";

/** Which grant, in whose workspace. */
export interface GrantRef {
  readonly workspaceId: string;
  readonly inboxId: string;
  readonly grantId: string;
}

export interface FoundGrant {
  readonly held: HeldInbox;
  readonly grant: KeptGrant;
}

export async function findGrant(needs: Pick<VerbNeeds, "inboxes">, ref: GrantRef, within?: Transaction): Promise<FoundGrant | null> {
  const held = await needs.inboxes.find(ref.workspaceId, ref.inboxId, within);
  const grant = await needs.inboxes.findGrant(ref.workspaceId, ref.grantId, within);
  return held && grant?.inboxId === ref.inboxId ? { held, grant } : null;
}

/** The change that an occurrence makes to one grant of an inbox; null where its provider end does not move that way. */
export function grantChange({ held, grant }: FoundGrant, occurrence: GrantOccurrence, actor: Actor, moment: Moment): Change | null {
  const result = stepGrant(grant, occurrence, held.inbox.ourEnd.state, moment);
  return result.ok ? withGrantStep(unchanged(held, moment.now, actor), grant, result) : null;
}

const tries = 5;

/**
 * Moves one grant by what has been seen at the provider, which stays true however often others were quicker to change
 * the inbox: it looks again and tries again. Null where the grant does not move that way any more.
 */
export async function moveGrant(
  needs: Pick<VerbNeeds, "inboxes" | "commit" | "clock">,
  ref: GrantRef,
  occurrence: GrantOccurrence,
  actor: Actor,
  more: (change: Change) => Change = (change) => change,
): Promise<HeldInbox | null> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const found = await findGrant(needs, ref);
    const change = found && grantChange(found, occurrence, actor, needs.clock.moment());
    if (!change) return null;
    const committed = await needs.commit(more(change));
    if (committed.ok) return committed.held;
  }
  throw new Error(`Grant ${ref.grantId} could not be moved: its inbox keeps moving.`);
}
