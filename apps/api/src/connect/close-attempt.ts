import { step, type InboxId, type Moment } from "@relink/domain";
import { unchanged, withStep, type Actor, type Change } from "../inbox/change.ts";
import type { SignedInAccount, Tokens } from "../mail/sign-in-provider.ts";
import { newId } from "../platform/new-id.ts";
import type { AttemptRow } from "./attempt.ts";
import { bindingOf, type ConnectNeeds } from "./connect-needs.ts";

/** A grant that no inbox may use, and that is still open at the provider. */
export interface Stray {
  readonly account: SignedInAccount;
  readonly tokens: Tokens;
}

/** Stores how an attempt ended, with its abandoned inbox and its unused grant. */
export async function closeAttempt(needs: ConnectNeeds, attempt: AttemptRow, stray: Stray | null, actor?: Actor): Promise<void> {
  for (let attempts = 1; attempts <= 4; attempts += 1) {
    const moment = needs.clock.moment();
    const held = await needs.inboxes.find(attempt.workspace_id, attempt.inbox_id);
    if (!held) throw new Error(`Attempt ${attempt.id} has no inbox.`);
    const by: Actor = actor ?? { kind: "MEMBER", memberId: attempt.started_by as Actor["memberId"], name: attempt.started_by_name };
    const base = unchanged(held, moment.now, by);
    const result = attempt.intent === "CONNECT" ? step(held.inbox, { type: "abandon" }, moment) : null;
    const change = result?.ok ? withStep(base, result, moment) : base;
    const kept = stray ? toStray(needs, attempt, stray, moment) : null;
    const timers = kept ? [...change.timers, { kind: "endStrayGrant", dueAt: moment.now, grantId: kept.id } as const] : change.timers;
    const committed = await needs.commit({ ...change, attempt, stray: kept, timers, cancel: [{ kind: "attemptExpires" }] });
    if (committed.ok) return;
  }
  throw new Error(`Attempt ${attempt.id} could not be closed: its inbox keeps moving.`);
}

/** Kept sealed, a day at most, until it is ended at the provider: under the lock and the rule of every revocation. */
function toStray(needs: ConnectNeeds, attempt: AttemptRow, { account, tokens }: Stray, { now, durations }: Moment): Change["stray"] {
  const id = newId();
  const secret = { kind: "oauth", refreshToken: tokens.refreshToken, accessToken: null, accessExpiresAt: null, scopes: [] } as const;
  const sealed = needs.vault.seal(secret, bindingOf({ workspaceId: attempt.workspace_id, inboxId: attempt.inbox_id as InboxId, id }));
  const accountKey = needs.toAccountKey(attempt.provider, account.id);
  return { id, attemptId: attempt.id, provider: attempt.provider, accountKey, sealed, expiresAt: now + durations.unusedGrant };
}
