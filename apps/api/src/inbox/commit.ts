import pg from "pg";
import type { Durations } from "@relink/domain";
import { toEventBody } from "../events/stored-event.ts";
import type { Bus } from "../platform/bus.ts";
import type { Queryable, Transaction } from "../platform/transaction.ts";
import { newId } from "../platform/new-id.ts";
import type { Change } from "./change.ts";
import { toProviderAccess, type HeldInbox } from "./held-inbox.ts";
import { toIso } from "./inbox-row.ts";
import { fromGrant, fromHealth, fromInbox } from "./write-rows.ts";
import { nextLookAt } from "./next-look.ts";
import { withReceipt, type ReceiptSigner } from "./receipt.ts";

/** Why nothing was stored: the version moved on, the account is in other use than was decided on, the key or the address is taken, the link is spent. */
export type CommitConflict = "VERSION" | "ACCOUNT" | "IDEMPOTENCY" | "ADDRESS" | "LINK";

export type Committed = { readonly ok: true; readonly held: HeldInbox } | { readonly ok: false; readonly conflict: CommitConflict };

export interface CommitNeeds {
  readonly database: Queryable;
  readonly bus: Pick<Bus, "logGrew" | "changed">;
  readonly signer: ReceiptSigner;
  readonly durations: Durations;
  /** Timers that are due at once were stored. */
  readonly nudge: () => void;
}

/**
 * Stores a change in one statement: all of it, or nothing and why. Announces after the commit.
 * `within`: a transaction that the statement joins, and whose commit it waits for.
 */
export type Commit = (change: Change, within?: Transaction) => Promise<Committed>;

const conflicts: Readonly<Record<string, CommitConflict>> = { RL001: "VERSION", RL002: "ACCOUNT", RL003: "IDEMPOTENCY", RL006: "LINK" };

export function createCommit(needs: CommitNeeds): Commit {
  return async (proposed, within) => {
    const change = await withReceipts(proposed, needs);
    const values = [change.inbox.workspaceId, JSON.stringify(toJson(change, needs.durations))];
    try {
      await (within ?? needs.database).query("select commit_change($1, $2::jsonb)", values, "commit_change");
    } catch (error) {
      const conflict = findConflict(error);
      if (!conflict) throw error;
      return { ok: false, conflict };
    }
    const announce = () => announceTo(needs, change);
    if (within) within.afterCommit(announce);
    else announce();
    return { ok: true, held: toHeld(change) };
  };
}

async function withReceipts(change: Change, { signer, durations }: CommitNeeds): Promise<Change> {
  if (change.grants.length === 0) return change;
  const grants = await Promise.all(change.grants.map((grant) => withReceipt(change.inbox, grant, signer, durations)));
  const signed = (grant: Change["grant"]) => grants.find((other) => other.id === grant?.id) ?? grant;
  return { ...change, grants, grant: signed(change.grant), endedGrant: signed(change.endedGrant) };
}

function announceTo(needs: CommitNeeds, change: Change): void {
  const { workspaceId, id } = change.inbox;
  if (change.facts.length > 0) needs.bus.logGrew(workspaceId);
  else if (change.check) needs.bus.changed({ workspaceId, topic: "INBOX_HEALTH", id });
  if (change.attempt) needs.bus.changed({ workspaceId, topic: "ATTEMPT", id: change.attempt.id });
  if (change.timers.some((timer) => timer.dueAt <= change.at)) needs.nudge();
}

function findConflict(error: unknown): CommitConflict | null {
  if (!(error instanceof pg.DatabaseError)) return null;
  // Inserting an id again, or a version that moved on.
  if (error.code === "23505") return error.constraint === "inbox_address" ? "ADDRESS" : null;
  return conflicts[error.code ?? ""] ?? null;
}

function toHeld({ inbox, grant, endedGrant, displayName, health }: Change): HeldInbox {
  return { inbox, displayName, grant, endedGrant, health, providerAccess: toProviderAccess(grant, endedGrant) };
}

/** What commit_change reads (migration 0002): a piece that is not there is not written. */
function toJson(change: Change, durations: Durations): object {
  const { inbox, workspaceId } = { inbox: change.inbox, workspaceId: change.inbox.workspaceId };
  const row = fromInbox(inbox, {
    displayName: change.displayName,
    newestEndedGrantId: change.endedGrant?.id ?? null,
    providerAccess: toProviderAccess(change.grant, change.endedGrant),
  });
  const destroyed = change.grants.filter((grant) => grant.credentials === "DESTROYED").map((grant) => grant.id);
  return {
    at: toIso(change.at),
    inbox_id: inbox.id,
    ...(change.inboxMoves ? { inbox: row, expect: change.expect } : { guard: change.expect }),
    ...(change.healthMoves ? toWatched(change, durations) : {}),
    ...(change.check ? { check: toCheckRow(change, change.check) } : {}),
    ...(change.accounts.length > 0 ? { accounts: change.accounts } : {}),
    ...(change.grants.length > 0 ? { grants: change.grants.map(fromGrant) } : {}),
    ...(change.secrets.length > 0
      ? {
          secrets: change.secrets.map(({ grantId, sealed }) => ({
            workspace_id: workspaceId,
            grant_id: grantId,
            inbox_id: inbox.id,
            sealed,
            stored_at: toIso(change.at),
          })),
        }
      : {}),
    ...(destroyed.length > 0 ? { destroy: destroyed } : {}),
    ...(change.attempt ? { attempt: change.attempt } : {}),
    ...(change.stray ? { stray: toStrayRow(workspaceId, change.stray) } : {}),
    ...(change.taken ? { taken: change.taken } : {}),
    ...(Object.keys(change.links).length > 0 ? { links: change.links } : {}),
    ...(change.cancel.length > 0 ? { cancel: change.cancel.map(({ kind, grantId }) => ({ kind, grant_id: grantId ?? null })) } : {}),
    ...(change.timers.length > 0 ? { timers: change.timers.map((timer) => toTimerRow(change, timer)) } : {}),
    ...(change.audit ? { audit: toAuditRow(change, change.audit) } : {}),
    ...(change.idempotency ? { idempotency: change.idempotency } : {}),
    ...(change.facts.length > 0 ? { events: toEvents(change) } : {}),
  };
}

/** What checks have shown, and when to look next: what is not watched in this state has no due time. */
function toWatched(change: Change, durations: Durations): object {
  const at = nextLookAt(change, durations);
  const health = fromHealth(change.inbox, { ...change.health, nextCheckAt: at });
  return at === null ? { health, undue: true } : { health, due: { at: toIso(at), host: change.inbox.mailHost ?? change.inbox.provider } };
}

function toEvents(change: Change): readonly object[] {
  const before = change.inbox.version - change.facts.length;
  return change.facts.map((fact, index) => {
    const id = newId();
    const inboxVersion = before + index + 1;
    const body = toEventBody({ id, fact, at: change.at, actor: change.actor, inboxId: change.inbox.id, inboxVersion });
    return { id, at: toIso(change.at), type: fact.type, inbox_version: inboxVersion, actor_id: change.actor.memberId, body };
  });
}

function toCheckRow({ inbox, at }: Change, check: NonNullable<Change["check"]>): object {
  return {
    workspace_id: inbox.workspaceId,
    id: check.id ?? newId(),
    inbox_id: inbox.id,
    at: toIso(at),
    verdict: check.verdict,
    provider_code: check.providerCode,
    latency_ms: check.latencyMs,
  };
}

export function toStrayRow(workspaceId: string, stray: NonNullable<Change["stray"]>): object {
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

function toAuditRow({ inbox, at, actor }: Change, audit: NonNullable<Change["audit"]>): object {
  return {
    workspace_id: inbox.workspaceId,
    id: newId(),
    at: toIso(at),
    actor_kind: actor.kind,
    actor_id: actor.keyId ?? actor.memberId,
    actor_name: actor.name,
    action: audit.action,
    target_id: inbox.id,
    ip: audit.ip,
    outcome: audit.outcome,
  };
}
