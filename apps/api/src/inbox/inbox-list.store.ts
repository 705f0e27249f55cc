import type { Asker } from "@relink/domain";
import { apiError } from "../platform/api-error.ts";
import { parseConnectionCursor, toConnectionCursor } from "../platform/connection-cursor.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import { listedInboxSql, toListedInbox, type ListedInbox, type ListedInboxRow } from "./held-inbox.ts";
import type { InboxFilterInput, InboxOrderByInput } from "./inbox.input.ts";
import { toGrant, type GrantRow, type KeptGrant } from "./grant-row.ts";

/** Which inboxes, for whom, and where to go on. */
export interface InboxListing {
  readonly workspaceId: string;
  readonly asker: Asker;
  readonly filter: InboxFilterInput;
  readonly orderBy: InboxOrderByInput;
  /** How many rows, one more than the page. */
  readonly limit: number;
  readonly after: string | null;
}

/** One place in a list. */
export interface InboxEntry {
  readonly held: ListedInbox;
  /** Read for the whole page at once, when the first of them is asked for. */
  readonly grant: () => Promise<KeptGrant | null>;
  readonly cursor: string;
}

export interface InboxListStore {
  list(listing: InboxListing): Promise<readonly InboxEntry[]>;
  count(listing: Pick<InboxListing, "workspaceId" | "asker" | "filter">): Promise<number>;
}

/** The text of a query and its values, built up together. */
interface Where {
  readonly parts: string[];
  readonly values: unknown[];
}

const orders = {
  ADDRESS: { column: "i.address_key", type: "text" },
  STATE_CHANGED_AT: { column: "i.state_changed_at", type: "timestamptz" },
  CREATED_AT: { column: "i.created_at", type: "timestamptz" },
} as const;

/** So many texts are prepared on each connection; a filter that comes after them is planned each time. */
const preparedTexts = 64;

function createNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    if (!names.has(text) && names.size < preparedTexts) names.set(text, `inboxes_${names.size}`);
    return names.get(text);
  };
}

export function createInboxListStore(database: Queryable): InboxListStore {
  const nameOf = createNames();
  const readGrants = async (workspaceId: string, rows: readonly ListedInboxRow[]): Promise<ReadonlyMap<string, KeptGrant>> => {
    const sql = "select * from inbox_grant where workspace_id = $1 and id = any($2::uuid[])";
    const grants = await database.query<GrantRow>(sql, [workspaceId, rows.flatMap((row) => row.grant_id ?? [])], "grants_of_inboxes");
    return new Map(grants.map((row) => [row.id, toGrant(row)]));
  };
  return {
    async list(listing) {
      const where = toWhere(listing);
      const { column, type } = orders[listing.orderBy.field];
      const down = listing.orderBy.direction === "DESC";
      const list = `inboxes.${listing.orderBy.field}.${listing.orderBy.direction}`;
      if (listing.after !== null) {
        const values = parseConnectionCursor(list, [type, "uuid"], listing.after);
        if (!values) throw apiError("BAD_USER_INPUT", "after is not a cursor of this list in this order.", { field: "after" });
        where.values.push(...values);
        const [first, second] = [where.values.length - 1, where.values.length];
        where.parts.push(`(${column}, i.id) ${down ? "<" : ">"} ($${first}::${type}, $${second}::uuid)`);
      }
      const direction = down ? "desc" : "asc";
      // The limit stands in the text, so that a plan is made for it.
      const sql = `${listedInboxSql} where ${where.parts.join(" and ")} order by ${column} ${direction}, i.id ${direction} limit ${Math.trunc(listing.limit)}`;
      const rows = await database.query<ListedInboxRow & { address_key: string }>(sql, where.values, nameOf(sql));
      let grants: ReturnType<typeof readGrants> | null = null;
      return rows.map((row) => ({
        held: toListedInbox(row),
        grant: async () =>
          row.grant_id === null ? null : ((await (grants ??= readGrants(listing.workspaceId, rows))).get(row.grant_id) ?? null),
        cursor: toConnectionCursor(list, [keyOf(row, listing.orderBy.field), row.id]),
      }));
    },
    async count(listing) {
      const where = toWhere(listing);
      const sql = `select count(*)::int as count from inbox i where ${where.parts.join(" and ")}`;
      const [row] = await database.query<{ count: number }>(sql, where.values, nameOf(sql));
      return row?.count ?? 0;
    },
  };
}

// PostgreSQL holds no NUL in a text, and no address is longer than 320 characters.
function assertReadable(field: string, text: string | null | undefined): void {
  if (text && (text.length > 320 || text.includes("\0")))
    throw apiError("BAD_USER_INPUT", `${field} is a part of an address: 320 characters at most, none of them a control character.`, {
      field,
    });
}

function keyOf(row: ListedInboxRow & { address_key: string }, field: InboxOrderByInput["field"]): string {
  if (field === "ADDRESS") return row.address_key;
  return new Date(field === "CREATED_AT" ? row.created_at : row.state_changed_at).toISOString();
}

function toWhere({ workspaceId, asker, filter }: Pick<InboxListing, "workspaceId" | "asker" | "filter">): Where {
  const where: Where = { parts: ["i.workspace_id = $1"], values: [workspaceId] };
  const add = (text: (place: string) => string, value: unknown): void => {
    where.values.push(value);
    where.parts.push(text(`$${where.values.length}`));
  };
  if (asker.kind === "member" && asker.role === "MEMBER") add((place) => `(i.kind = 'TEAM' or i.owner_id = ${place})`, asker.memberId);
  if (filter.states) add((place) => `i.state = any(${place})`, filter.states);
  else where.parts.push("i.state <> 'REMOVED'");
  if (filter.kind) add((place) => `i.kind = ${place}`, filter.kind);
  if (filter.reasons) add((place) => `i.reason = any(${place})`, filter.reasons);
  if (filter.providerAccess) add((place) => `i.provider_access = any(${place})`, filter.providerAccess);
  if (filter.provider) add((place) => `i.provider = ${place}`, filter.provider);
  assertReadable("search", filter.search);
  assertReadable("domain", filter.domain);
  if (filter.domain) add((place) => `split_part(i.address_key, '@', 2) = lower(${place})`, filter.domain);
  if (filter.search) add((place) => `position(lower(${place}) in i.address_key) > 0`, filter.search);
  // Another type's id, or none: as if there were nothing.
  if (filter.sharedInboxId) add((place) => `i.shared_inbox_id = ${place}::uuid`, parseGlobalId("shared_inbox", filter.sharedInboxId));
  if (filter.ownerId) add((place) => `i.owner_id = ${place}::uuid`, parseGlobalId("member", filter.ownerId));
  if (filter.incidentId)
    add(
      (place) =>
        `exists (select 1 from incident_inbox m where m.workspace_id = i.workspace_id and m.incident_id = ${place}::uuid and m.inbox_id = i.id)`,
      parseGlobalId("incident", filter.incidentId),
    );
  if (filter.needsAttention) where.parts.push("(i.state in ('FAILING', 'DISCONNECTED') or i.provider_access = 'AWAITING_PERSON')");
  return where;
}
