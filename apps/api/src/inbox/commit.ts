import pg from "pg";
import type { Durations } from "@relink/domain";
import type { Bus } from "../platform/bus.ts";
import type { SendingWatch } from "../monitor/sending-watch.ts";
import type { Queryable, Transaction } from "../platform/transaction.ts";
import type { Change } from "./change.ts";
import { toCommitStatement, toCommitValues } from "./commit-statement.ts";
import { toProviderAccess, type HeldInbox } from "./held-inbox.ts";
import { withReceipt, type ReceiptSigner } from "./receipt.ts";

/** Why nothing was stored: the version moved on, the account is in other use than was decided on, the key or the address is taken, the link is spent, the claim of the check has ended. */
export type CommitConflict = "VERSION" | "ACCOUNT" | "IDEMPOTENCY" | "ADDRESS" | "LINK" | "LEASE";

export type Committed = { readonly ok: true; readonly held: HeldInbox } | { readonly ok: false; readonly conflict: CommitConflict };

export interface CommitNeeds {
  readonly database: Queryable;
  readonly bus: Pick<Bus, "logGrew" | "changed">;
  readonly signer: ReceiptSigner;
  readonly durations: Durations;
  /** Told of each check that passed. */
  readonly sending: Pick<SendingWatch, "passed">;
  /** Timers that are due at once were stored. */
  readonly nudge: () => void;
}

/**
 * Stores a change in one statement: all of it, or nothing and why. Announces after the commit.
 * `within`: a transaction that the statement joins, and whose commit it waits for.
 */
export type Commit = (change: Change, within?: Transaction) => Promise<Committed>;

const conflicts: Readonly<Record<string, CommitConflict>> = {
  RL001: "VERSION",
  RL002: "ACCOUNT",
  RL003: "IDEMPOTENCY",
  RL006: "LINK",
  RL007: "LEASE",
};

export function createCommit(needs: CommitNeeds): Commit {
  return async (proposed, within) => {
    const change = await withReceipts(proposed, needs);
    try {
      const { text, name } = toCommitStatement(change);
      await (within ?? needs.database).query(text, toCommitValues(change, needs.durations), name);
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
  if (Object.keys(change.links).length > 0) needs.bus.changed({ workspaceId, topic: "LINK", id });
  if (change.attempt) needs.bus.changed({ workspaceId, topic: "ATTEMPT", id: change.attempt.id });
  if (change.check?.verdict === "OK") needs.sending.passed(toHeld(change), change.actor.kind !== "SYSTEM");
  if (change.timers.some((timer) => timer.dueAt <= change.at)) needs.nudge();
}

function findConflict(error: unknown): CommitConflict | null {
  if (!(error instanceof pg.DatabaseError)) return null;
  // It was removed, and its address was connected anew while it was about to come back: decided anew, that is refused.
  if (error.code === "23514" && error.constraint === "inbox_replaced") return "VERSION";
  // Inserting an id again, or a version that moved on.
  if (error.code === "23505") return error.constraint === "inbox_address" ? "ADDRESS" : null;
  return conflicts[error.code ?? ""] ?? null;
}

function toHeld({ inbox, grant, endedGrant, displayName, health }: Change): HeldInbox {
  return { inbox, displayName, grant, endedGrant, health, providerAccess: toProviderAccess(grant, endedGrant) };
}
