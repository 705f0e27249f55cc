import { randomUUID } from "node:crypto";
import type { GrantId } from "@relink/domain";
import { type NewEvent, toEventBody } from "../../apps/api/src/events/stored-event.ts";
import type { World } from "./world.ts";

/** What was put at the end of a log. */
export interface LongLog {
  /** The number of the event just before the first of them. */
  readonly before: number;
  /** Their stored JSON, in order. */
  readonly bodies: readonly string[];
}

type Fact = NewEvent["fact"];

const grantId = randomUUID() as GrantId;

const plain: Fact = {
  type: "TURNED_OFF",
  reason: null,
  providerCode: null,
  fromState: "CONNECTED",
  toState: "OFF",
  fromProvider: null,
  toProvider: null,
  grantId: null,
};
/** An inbox's life, over and over: what the longest and the shortest events are like. */
const facts: readonly Fact[] = [
  plain,
  { ...plain, type: "TURNED_ON", fromState: "OFF", toState: "CONNECTED" },
  {
    ...plain,
    type: "DISCONNECTED",
    reason: "ACCESS_REVOKED",
    providerCode: "invalid_grant",
    toState: "DISCONNECTED",
    grantId,
  },
  {
    ...plain,
    type: "RECONNECTED",
    fromState: "DISCONNECTED",
    toState: "CONNECTED",
    fromProvider: "GOOGLE",
    toProvider: "GOOGLE",
    grantId,
  },
];
const gap = { uidValidity: "17", firstUid: "1001", lastUid: "1042" };
const actor = { kind: "MEMBER", memberId: null, name: "Ola Nowak" } as const;
const spacingMs = 100;
const batch = 10_000;

const insert = `insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, body)
  select $1, $2::bigint + nth, at, id, $3, type, $2::bigint + nth, 'PERSONAL', $4, $4, body
    from unnest($5::uuid[], $6::timestamptz[], $7::text[], $8::text[]) with ordinality as e(id, at, type, body, nth)`;
const grow = `insert into workspace_log as l (workspace_id, last_number) values ($1, $2)
  on conflict (workspace_id) do update set last_number = l.last_number + $2`;
const head = "select coalesce(max(last_number), 0)::float8 as number from workspace_log where workspace_id = $1";

/** Puts so many events of one personal inbox at the end of a workspace's log, as if they had come one every 100 ms until now. */
export async function growLog(
  { pool }: Pick<World, "pool">,
  { workspaceId, memberId }: { readonly workspaceId: string; readonly memberId: string },
  count: number,
): Promise<LongLog> {
  const before = (await pool.query<{ number: number }>(head, [workspaceId])).rows[0]?.number ?? 0;
  const [inboxId, until] = [randomUUID(), Date.now()];
  const events = Array.from({ length: count }, (_, index) => {
    const fact = facts[index % facts.length] ?? plain;
    const arrived = fact.type === "TURNED_ON" || fact.type === "RECONNECTED" ? { count: 42, gap } : null;
    const at = until - (count - index) * spacingMs;
    const id = randomUUID();
    return { id, at, type: fact.type, body: toEventBody({ id, fact, at, actor, inboxId, inboxVersion: before + index + 1, arrived }) };
  });
  for (let first = 0; first < count; first += batch) {
    const some = events.slice(first, first + batch);
    const columns = [
      some.map(({ id }) => id),
      some.map(({ at }) => new Date(at)),
      some.map(({ type }) => type),
      some.map(({ body }) => body),
    ];
    await pool.query(insert, [workspaceId, before + first, inboxId, memberId, ...columns]);
  }
  await pool.query(grow, [workspaceId, count]);
  await pool.query("vacuum analyze inbox_event");
  return { before, bodies: events.map(({ body }) => body) };
}
