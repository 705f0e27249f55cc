import type { MxAnswer, MxHistory, MxReading, Provider } from "@relink/domain";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";

/** A domain whose time to be looked at has come. Times are milliseconds since 1970. */
export interface WatchedDomain {
  readonly workspaceId: string;
  readonly domain: string;
  /** Grows with every claim; who holds an older one has lost it. */
  readonly token: number;
  readonly history: MxHistory | null;
  /** When one of its inboxes was last refused for good, by provider. */
  readonly refused: Readonly<Partial<Record<Provider, number>>>;
  /** When somebody last signed in there as an address of it, by provider. */
  readonly signedIn: Readonly<Partial<Record<Provider, number>>>;
}

/** The inboxes of a domain at one provider and server. */
export interface DomainPlace {
  readonly provider: Provider;
  readonly mailHost: string | null;
  readonly count: number;
  /** Of those that can be read: when mail was last seen to come, and until when all of them were read. */
  readonly newestMailAt: number | null;
  readonly readUntil: number | null;
}

/** An inbox of a domain. */
export interface DomainInbox {
  readonly id: string;
  readonly address: string;
  readonly addressKey: string;
  readonly provider: Provider;
  readonly mailHost: string | null;
}

export interface DomainWatchStore {
  claim(now: number, leaseMs: number, farMs: number, limit: number): Promise<readonly WatchedDomain[]>;
  /** False where another worker has looked meanwhile. `look` null: what was said is nothing new. */
  storeLook(watched: WatchedDomain, seen: SeenLook): Promise<boolean>;
  /** Where nobody has an inbox in it any more; else false. */
  drop(watched: WatchedDomain): Promise<boolean>;
  /** Of its inboxes that are neither removed, nor off, nor only trying. */
  listPlaces(workspaceId: string, domain: string): Promise<readonly DomainPlace[]>;
  /** The same inboxes, from just after an id. */
  listInboxes(workspaceId: string, domain: string, after: string | null, limit: number): Promise<readonly DomainInbox[]>;
}

export interface SeenLook {
  readonly at: number;
  readonly nextAt: number;
  readonly leaseUntil: number;
  readonly history: MxHistory | null;
  readonly kept: { readonly reading: MxReading; readonly answers: readonly MxAnswer[] } | null;
  /** Looks before this are forgotten. */
  readonly keepAfter: number;
}

interface WatchRow {
  workspace_id: string;
  domain: string;
  token: string;
  names: Provider | null;
  since: Date | null;
  looks: number;
  last_look_at: Date | null;
  spanned_ms: string;
  other_at: Date | null;
  refused: Partial<Record<Provider, string>>;
  signed_in: Partial<Record<Provider, string>>;
}

function toWatched(row: WatchRow): WatchedDomain {
  const history =
    row.since && row.last_look_at
      ? {
          names: row.names,
          since: row.since.getTime(),
          looks: row.looks,
          lastAt: row.last_look_at.getTime(),
          spanned: Number(row.spanned_ms),
          otherAt: row.other_at?.getTime() ?? null,
        }
      : null;
  const times = (by: WatchRow["refused"]) => Object.fromEntries(Object.entries(by).map(([provider, at]) => [provider, Date.parse(at)]));
  return {
    workspaceId: row.workspace_id,
    domain: row.domain,
    token: Number(row.token),
    history,
    refused: times(row.refused),
    signedIn: times(row.signed_in),
  };
}

const isIn =
  "i.workspace_id = $1 and split_part(i.address_key, '@', 2) = $2 and i.state <> 'REMOVED' and i.state in ('CONNECTED', 'FAILING', 'DISCONNECTED')";

export function createDomainWatchStore(database: Queryable): DomainWatchStore {
  return { ...createClaims(database), ...createInboxReads(database) };
}

function createClaims(database: Queryable) {
  return {
    async claim(now, leaseMs, farMs, limit) {
      const values = [new Date(now), new Date(now + leaseMs), new Date(now + farMs), limit];
      return (await database.query<WatchRow>("select * from claim_due_domains($1, $2, $3, $4)", values, "domain_claim")).map(toWatched);
    },
    async storeLook(watched, seen) {
      const values = [
        watched.workspaceId,
        JSON.stringify(toWatchRow(watched, seen)),
        seen.kept && JSON.stringify(toLookRow(watched, seen, seen.kept)),
        new Date(seen.leaseUntil),
        new Date(seen.keepAfter),
      ];
      const sql = "select store_look($1, $2::jsonb, $3::jsonb, $4, $5) as ours";
      const [row] = await database.query<{ ours: boolean }>(sql, values, "domain_look");
      return row?.ours ?? false;
    },
    async drop({ workspaceId, domain, token }) {
      const sql = "select drop_domain_watch($1, $2, $3) as dropped";
      const [row] = await database.query<{ dropped: boolean }>(sql, [workspaceId, domain, token], "domain_drop");
      return row?.dropped ?? false;
    },
  } satisfies Partial<DomainWatchStore>;
}

function toWatchRow({ domain, token }: WatchedDomain, { nextAt, history }: SeenLook): object {
  const iso = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : new Date(ms).toISOString());
  return {
    domain,
    token,
    due_at: iso(nextAt),
    names: history?.names ?? null,
    since: iso(history?.since),
    looks: history?.looks ?? 0,
    last_look_at: iso(history?.lastAt),
    spanned_ms: history?.spanned ?? 0,
    other_at: iso(history?.otherAt),
  };
}

function toLookRow({ workspaceId, domain }: WatchedDomain, { at }: SeenLook, kept: NonNullable<SeenLook["kept"]>): object {
  const { reading, answers } = kept;
  const said = reading.type === "names" ? reading.provider : reading.type;
  return { workspace_id: workspaceId, domain, id: newId(), at: new Date(at).toISOString(), reading: said, answers };
}

function createInboxReads(database: Queryable) {
  return {
    listPlaces: (workspaceId, domain) =>
      database.query<DomainPlace>(
        `select i.provider, i.mail_host as "mailHost", count(*)::int as count,
           (extract(epoch from max(h.last_mail_seen_at) filter (where i.state = 'CONNECTED')) * 1000)::float8 as "newestMailAt",
           (extract(epoch from min(h.last_succeeded_at) filter (where i.state = 'CONNECTED')) * 1000)::float8 as "readUntil"
         from inbox i left join inbox_health h on h.workspace_id = i.workspace_id and h.inbox_id = i.id
         where ${isIn} group by i.provider, i.mail_host limit 1000`,
        [workspaceId, domain],
        "domain_places",
      ),
    listInboxes: (workspaceId, domain, after, limit) =>
      database.query<DomainInbox>(
        `select i.id, i.address, i.address_key as "addressKey", i.provider, i.mail_host as "mailHost" from inbox i
         where ${isIn} and ($3::uuid is null or i.id > $3) order by i.id limit $4`,
        [workspaceId, domain, after, limit],
        "domain_inboxes",
      ),
  } satisfies Partial<DomainWatchStore>;
}
