import type { EndedAtHost, HostRules } from "@relink/domain";
import { toPlainArray } from "../platform/plain-array.ts";
import type { Queryable } from "../platform/transaction.ts";

/** One inbox whose time has come, claimed under a lease. */
export interface DueCheck {
  readonly workspaceId: string;
  readonly inboxId: string;
  /** The server that it is looked at; checks at one server are bounded together. */
  readonly host: string;
  /** Grows with every claim; who holds an older one has lost the lease. */
  readonly token: number;
  /** When it was due; milliseconds since 1970. */
  readonly dueAt: number;
  /** How often it has failed in a row. */
  readonly trouble: number;
}

/** How a check ended, as far as its host goes; `none`: nothing was asked. */
export type CheckOutcomeKind = "passed" | "refused" | "uncoded" | "failed" | "ours" | "none";

export interface EndedCheck {
  readonly due: DueCheck;
  readonly outcome: CheckOutcomeKind;
  /** Where the check stored no next time itself: when to look again, or null for never. Milliseconds since 1970. */
  readonly nextAt: number | null;
}

export interface Claimed {
  readonly due: readonly DueCheck[];
  /** How many were due, those included that their hosts did not admit; the limit where there may be more. */
  readonly looked: number;
}

/** Times are milliseconds since 1970. */
export interface DueCheckStore {
  /** Takes what is due and what its host admits now, the longest due first; the rest of what is due is put off. */
  claim(now: number, leaseUntil: number, limit: number): Promise<Claimed>;
  /** Ends claimed checks; what has lost its lease is left alone. */
  complete(now: number, ended: readonly EndedCheck[]): Promise<void>;
  /** When the next one is due, those under a lease included; null where there is none. */
  nextDueAt(): Promise<number | null>;
}

const claim = `select workspace_id as "workspaceId", inbox_id as "inboxId", host, token::float8 as token,
  date_part('epoch', due_at) * 1000 as "dueAt", trouble from claim_due_checks($1, $2, $3, $4::jsonb)`;
const complete = "select complete_due_checks($1, $2::uuid[], $3::bigint[], $4::double precision[], $5::jsonb, $6::jsonb, $7::jsonb)";
const next = `select (extract(epoch from due_at) * 1000)::float8 as at from due_check order by due_at limit 1`;

function toJson({ named, provider, providerHosts, breaker, spreadMs }: HostRules): string {
  return JSON.stringify({
    at_once: named.atOnce,
    slot_ms: named.slotMs,
    provider_at_once: provider.atOnce,
    provider_slot_ms: provider.slotMs,
    providers: providerHosts,
    failures: breaker.failuresInARow,
    rest_ms: breaker.firstRestMs,
    most_rest_ms: breaker.mostRestMs,
    spread_ms: spreadMs,
  });
}

interface SummaryRow {
  readonly inboxId: null;
  readonly token: number;
}

function isDue(row: DueCheck | SummaryRow): row is DueCheck {
  return row.inboxId !== null;
}

/** Whose count of failures in a row moves: what failed now, or had failed before. */
export function toTroubles(
  ended: readonly EndedCheck[],
): readonly { readonly id: string; readonly token: number; readonly failed: boolean }[] {
  return ended
    .filter(({ due, outcome }) => outcome === "failed" || (due.trouble > 0 && outcome !== "none" && outcome !== "ours"))
    .map(({ due, outcome }) => ({ id: due.inboxId, token: due.token, failed: outcome === "failed" }));
}

/** How each host did, and how many ended there; `none` and `ours` say nothing of how it did. */
export function toTold(ended: readonly EndedCheck[]): readonly (EndedAtHost & { readonly host: string })[] {
  const hosts = new Map<string, { readonly host: string; ended: number; failed: number; answered: boolean }>();
  for (const { due, outcome } of ended) {
    const told = hosts.get(due.host) ?? { host: due.host, ended: 0, failed: 0, answered: false };
    told.ended += 1;
    if (outcome === "failed") told.failed += 1;
    else if (outcome !== "none" && outcome !== "ours") told.answered = true;
    hosts.set(due.host, told);
  }
  return [...hosts.values()];
}

export function createDueCheckStore(database: Queryable, rules: HostRules): DueCheckStore {
  const json = toJson(rules);
  return {
    async claim(now, leaseUntil, limit) {
      const rows = await database.query<DueCheck | SummaryRow>(claim, [new Date(now), new Date(leaseUntil), limit, json], "due_claim");
      const summary = rows.pop();
      return { due: rows.filter(isDue), looked: summary?.token ?? 0 };
    },
    async complete(now, ended) {
      if (ended.length === 0) return;
      const values = [
        new Date(now),
        toPlainArray(ended.map(({ due }) => due.inboxId)),
        toPlainArray(ended.map(({ due }) => due.token)),
        toPlainArray(ended.map(({ nextAt }) => nextAt ?? "null")),
        JSON.stringify(toTroubles(ended)),
        JSON.stringify(toTold(ended)),
        json,
      ];
      await database.query(complete, values, "due_complete");
    },
    async nextDueAt() {
      const [row] = await database.query<{ at: number }>(next, [], "due_next");
      return row?.at ?? null;
    },
  };
}
