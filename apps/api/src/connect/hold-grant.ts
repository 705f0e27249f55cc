import type { InboxId, Moment } from "@relink/domain";
import type { StrayGrant } from "../inbox/change.ts";
import { toStrayRow } from "../inbox/commit-rest.ts";
import { toIso } from "../inbox/inbox-row.ts";
import type { SignedInAccount, Tokens } from "../mail/sign-in-provider.ts";
import { newId } from "../platform/new-id.ts";
import type { AttemptRow } from "./attempt.ts";
import { bindingOf, type ConnectNeeds } from "./connect-needs.ts";

/** A grant that no inbox uses (yet), and that is open at the provider. */
export interface Stray {
  readonly account: SignedInAccount;
  readonly tokens: Tokens;
}

/** Kept sealed, a day at most, until it is ended at the provider: under the lock and the rule of every revocation. One for each attempt. */
export function toStray(
  needs: Pick<ConnectNeeds, "vault" | "toAccountKey">,
  attempt: AttemptRow,
  { account, tokens }: Stray,
  { now, durations }: Moment,
): StrayGrant {
  const secret = { kind: "oauth", refreshToken: tokens.refreshToken, accessToken: null, accessExpiresAt: null, scopes: [] } as const;
  const sealed = needs.vault.seal(
    secret,
    bindingOf({ workspaceId: attempt.workspace_id, inboxId: attempt.inbox_id as InboxId, id: attempt.id }),
  );
  const accountKey = needs.toAccountKey(attempt.provider, account.id, attempt.client_id);
  return { id: attempt.id, attemptId: attempt.id, provider: attempt.provider, accountKey, sealed, expiresAt: now + durations.unusedGrant };
}

/**
 * Keeps a grant that has just come, before anything else is done with it. Where this process dies before the sign-in
 * has ended, the grant is ended when the attempt expires; without it, nobody would know of it any more.
 */
export async function holdGrant(needs: ConnectNeeds, attempt: AttemptRow, granted: Stray): Promise<void> {
  const stray = toStrayRow(attempt.workspace_id, toStray(needs, attempt, granted, needs.clock.moment()));
  const timer = {
    id: newId(),
    kind: "endStrayGrant",
    due_at: toIso(Date.parse(attempt.expires_at)),
    token: 0,
    tries: 0,
    workspace_id: attempt.workspace_id,
    inbox_id: attempt.inbox_id,
    grant_id: attempt.id,
    attempt_id: null,
    payload: {},
  };
  await needs.database.query(
    "select hold_stray_grant($1, $2::jsonb, $3::jsonb)",
    [attempt.workspace_id, JSON.stringify({ ...stray, account_kind: granted.account.kind }), JSON.stringify(timer)],
    "stray_hold",
  );
}

/**
 * Writes down that something was granted, where nobody can tell by whose account: the ID token beside it was not to be
 * believed. It can't be ended here, since a revocation could end a live inbox's access; so the page shows how, and its
 * tokens are kept nowhere.
 */
export async function noteUnknownGrant({ database }: Pick<ConnectNeeds, "database">, attempt: AttemptRow): Promise<void> {
  const kind = attempt.provider === "GOOGLE" ? "GOOGLE" : "MICROSOFT_WORK";
  await database.query("select attempt_granted_unknown($1, $2, $3)", [attempt.workspace_id, attempt.id, kind], "attempt_granted_unknown");
}
