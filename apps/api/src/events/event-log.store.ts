import type { InboxEventType, InboxKind } from "@relink/domain";
import type { LogPosition } from "../platform/cursor.ts";
import type { Database } from "../platform/database.ts";
import type { BareEvent, StoredEvent } from "./stored-event.ts";

/** Which events are meant; what is left out does not narrow. Ids are UUIDs. */
export interface EventCriteria {
  readonly types?: readonly InboxEventType[];
  readonly inboxId?: string;
  readonly kind?: InboxKind;
  readonly sharedInboxId?: string;
  /** Of the personal inboxes only this member's. */
  readonly personalOf?: string;
}

export interface InboxPage {
  /** Just after (newest first: just before) this position. */
  readonly after: LogPosition | null;
  readonly limit: number;
  readonly newestFirst: boolean;
}

export interface EventLog {
  /** Oldest first, from just after the position, at most `limit`. Without criteria the numbers are dense. */
  read(workspaceId: string, after: LogPosition, limit: number, criteria?: EventCriteria): Promise<readonly StoredEvent[]>;
  /** The same without criteria, of which only the bodies are read: half of what the whole rows cost. */
  readBodies(workspaceId: string, after: LogPosition, limit: number): Promise<readonly BareEvent[]>;
  /** Where the log ends now; number 0 where nothing happened yet. */
  head(workspaceId: string): Promise<LogPosition>;
  /** The last number of each of these logs; what has no events is left out. */
  heads(workspaceIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The oldest event that the log still holds; null where it holds none. */
  oldest(workspaceId: string): Promise<LogPosition | null>;
  readInbox(workspaceId: string, inboxId: string, page: InboxPage): Promise<readonly StoredEvent[]>;
}

/**
 * An event's time is taken before its number, on any process's clock: a later number may carry an earlier time, by a
 * transaction's length and the clocks' difference. A day is far more than both; partitions are months.
 */
const pruneSlackMs = 24 * 60 * 60 * 1_000;

// Events are stored by the millisecond. What `extract` answers is a numeric, which is three times as dear to make.
const msOf = (column: string): string => `round(date_part('epoch', ${column}) * 1000)`;

// Ordered by the table's own number everywhere: "number" alone would be the column of the answer, a float8 that no index
// orders, and each page would sort all the log that lies ahead.
const columns = `workspace_id as "workspaceId", number::float8 as number, ${msOf("at")} as at, id, inbox_id as "inboxId",
  type, inbox_version as "inboxVersion", kind, owner_id as "ownerId", connected_by as "connectedBy", shared_inbox_id as "sharedInboxId",
  actor_id as "actorId", body`;

const bodies = `number::float8 as number, ${msOf("at")} as at, body`;

const prunedOf = (what: string): string =>
  `select ${what} from inbox_event where workspace_id = $1 and number > $2 and at >= $3 order by inbox_event.number limit $4`;
const allOf = (what: string): string =>
  `select ${what} from inbox_event where workspace_id = $1 and number > $2 order by inbox_event.number limit $3`;
/** Each by the name under which it is prepared. */
const wholeRows = { pruned: [prunedOf(columns), "events-pruned"], all: [allOf(columns), "events-all"] } as const;
const bodiesOnly = { pruned: [prunedOf(bodies), "bodies-pruned"], all: [allOf(bodies), "bodies-all"] } as const;
const readSome = `select ${columns} from inbox_event where workspace_id = $1 and number > $2 and at >= $3
  and ($4::text[] is null or type = any($4)) and ($5::uuid is null or inbox_id = $5) and ($6::text is null or kind = $6)
  and ($7::uuid is null or shared_inbox_id = $7) and ($8::uuid is null or kind = 'TEAM' or owner_id = $8)
  order by inbox_event.number limit $9`;
const readHead = `select l.last_number::float8 as number, ${msOf("e.at")} as at
  from workspace_log l left join inbox_event e on e.workspace_id = l.workspace_id and e.number = l.last_number where l.workspace_id = $1`;
const readHeads = `select workspace_id as "workspaceId", last_number::float8 as number from workspace_log where workspace_id = any($1)`;
const readOldest = `select number::float8 as number, ${msOf("at")} as at from inbox_event where workspace_id = $1 order by inbox_event.number limit 1`;
const inboxNewest = `select ${columns} from inbox_event where workspace_id = $1 and inbox_id = $2 and number < $3 order by inbox_event.number desc limit $4`;
const inboxOldest = `select ${columns} from inbox_event where workspace_id = $1 and inbox_id = $2 and number > $3 order by inbox_event.number limit $4`;

function since(after: LogPosition): Date {
  return new Date(after.at === null ? 0 : after.at - pruneSlackMs);
}

/** The log's end, and pages of it without a hole. */
function createDenseReads(database: Pick<Database, "query">) {
  const head = async (workspaceId: string): Promise<LogPosition> => {
    const [row] = await database.query<LogPosition>(readHead, [workspaceId], "log-head");
    return row ?? { number: 0, at: null };
  };
  const readDense = async <Row extends BareEvent>(
    { pruned, all }: typeof wholeRows | typeof bodiesOnly,
    workspaceId: string,
    after: LogPosition,
    limit: number,
  ): Promise<readonly Row[]> => {
    if (after.at !== null) {
      const events = await database.query<Row>(pruned[0], [workspaceId, after.number, since(after), limit], pruned[1]);
      // A hole says that the time was of no help (a clock that was set back): then every month is asked.
      if (isDense(events, after.number) && (events.length > 0 || (await head(workspaceId)).number <= after.number)) return events;
    }
    return database.query<Row>(all[0], [workspaceId, after.number, limit], all[1]);
  };
  return { head, readDense };
}

export function createEventLog(database: Pick<Database, "query">): EventLog {
  const { head, readDense } = createDenseReads(database);
  return {
    head,
    async read(workspaceId, after, limit, criteria) {
      if (criteria === undefined) return readDense<StoredEvent>(wholeRows, workspaceId, after, limit);
      const { types, inboxId, kind, sharedInboxId, personalOf } = criteria;
      const narrowed = [types, inboxId, kind, sharedInboxId, personalOf].map((value) => value ?? null);
      return database.query<StoredEvent>(readSome, [workspaceId, after.number, since(after), ...narrowed, limit], "events-some");
    },
    readBodies: (workspaceId, after, limit) => readDense<BareEvent>(bodiesOnly, workspaceId, after, limit),
    async heads(workspaceIds) {
      const rows = await database.query<{ workspaceId: string; number: number }>(readHeads, [workspaceIds], "log-heads");
      return new Map(rows.map((row) => [row.workspaceId, row.number]));
    },
    async oldest(workspaceId) {
      const [row] = await database.query<LogPosition>(readOldest, [workspaceId], "log-oldest");
      return row ?? null;
    },
    readInbox(workspaceId, inboxId, { after, limit, newestFirst }) {
      if (!newestFirst)
        return database.query<StoredEvent>(inboxOldest, [workspaceId, inboxId, after?.number ?? 0, limit], "inbox-events-oldest");
      return database.query<StoredEvent>(
        inboxNewest,
        [workspaceId, inboxId, after?.number ?? Number.MAX_SAFE_INTEGER, limit],
        "inbox-events-newest",
      );
    },
  };
}

/** Whether these events follow each other, and this number, without a hole. */
export function isDense(events: readonly BareEvent[], after: number): boolean {
  return events.every((event, index) => event.number === after + 1 + index);
}
