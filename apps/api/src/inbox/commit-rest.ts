import { newId } from "../platform/new-id.ts";
import type { Change, StrayGrant } from "./change.ts";
import { toIso } from "./inbox-row.ts";
import { fromGrant } from "./write-rows.ts";

/** What few changes carry, as JSON for commit_around (migration 0002): a piece that is not there is not written. Null: nothing of it. */
export function toRest(change: Change): string | null {
  const { workspaceId, id: inboxId } = change.inbox;
  const destroyed = change.grants.filter((grant) => grant.credentials === "DESTROYED").map((grant) => grant.id);
  // Withdrawing open links comes with every way out of use: it has a parameter of its own.
  const { withdraw: _, ...links } = change.links;
  const rest = {
    ...(change.accounts.length > 0 ? { accounts: change.accounts } : {}),
    ...(change.grants.length > 0 ? { grants: change.grants.map(fromGrant) } : {}),
    ...(change.secrets.length > 0
      ? {
          secrets: change.secrets.map(({ grantId, sealed }) => ({
            workspace_id: workspaceId,
            grant_id: grantId,
            inbox_id: inboxId,
            sealed,
            stored_at: toIso(change.at),
          })),
        }
      : {}),
    ...(destroyed.length > 0 ? { destroy: destroyed } : {}),
    ...(change.attempt ? { attempt: change.attempt } : {}),
    ...(change.stray ? { stray: toStrayRow(workspaceId, change.stray) } : {}),
    ...(change.taken ? { taken: change.taken } : {}),
    ...(Object.keys(links).length > 0 ? { links } : {}),
    ...(change.cancel.length > 0 ? { cancel: change.cancel.map(({ kind, grantId }) => ({ kind, grant_id: grantId ?? null })) } : {}),
    ...(change.timers.length > 0 ? { timers: change.timers.map((timer) => toTimerRow(change, timer)) } : {}),
  };
  if (Object.keys(rest).length === 0) return null;
  return JSON.stringify({ ...rest, at: toIso(change.at), inbox_id: inboxId });
}

export function toStrayRow(workspaceId: string, stray: StrayGrant): object {
  return {
    workspace_id: workspaceId,
    id: stray.id,
    attempt_id: stray.attemptId,
    provider: stray.provider,
    account_key: stray.accountKey,
    sealed: stray.sealed,
    expires_at: toIso(stray.expiresAt),
  };
}

function toTimerRow({ inbox }: Change, timer: Change["timers"][number]): object {
  return {
    id: newId(),
    kind: timer.kind,
    due_at: toIso(timer.dueAt),
    token: 0,
    tries: 0,
    workspace_id: timer.workspaceId ?? inbox.workspaceId,
    inbox_id: timer.inboxId ?? inbox.id,
    grant_id: timer.grantId ?? null,
    attempt_id: timer.attemptId ?? null,
    payload: timer.payload ?? {},
  };
}
