import { fact, type InboxEventType, type InboxKind } from "@relink/domain";
import { toEventBody } from "../src/events/stored-event.ts";
import { newId } from "../src/platform/new-id.ts";
import type { Queryable } from "../src/platform/transaction.ts";

export interface LogInbox {
  readonly id: string;
  readonly kind: InboxKind;
  readonly ownerId: string | null;
  readonly connectedBy: string | null;
  readonly sharedInboxId: string | null;
}

export function personalInbox(ownerId = newId()): LogInbox {
  return { id: newId(), kind: "PERSONAL", ownerId, connectedBy: ownerId, sharedInboxId: null };
}

export function teamInbox(sharedInboxId = newId(), connectedBy: string | null = newId()): LogInbox {
  return { id: newId(), kind: "TEAM", ownerId: null, connectedBy, sharedInboxId };
}

export interface LogEntry {
  readonly type?: InboxEventType;
  readonly more?: Parameters<typeof fact>[2];
  readonly actorId?: string | null;
  /** Milliseconds since 1970; default now. */
  readonly at?: number;
}

/** Appends as every change does; answers the log's last number and the events' ids. */
export async function append(
  database: Queryable,
  workspaceId: string,
  inbox: LogInbox,
  entries: readonly LogEntry[],
): Promise<{ last: number; ids: string[] }> {
  const events = entries.map(({ type = "CONNECTED", more = {}, actorId = null, at = Date.now() }, index) => {
    const id = newId();
    const actor = { kind: actorId ? ("MEMBER" as const) : ("SYSTEM" as const), memberId: actorId, name: actorId ? "Ola" : "Relink" };
    const body = toEventBody({ id, fact: fact(type, "CONNECTED", more), at, actor, inboxId: inbox.id, inboxVersion: index + 1 });
    return { id, at: new Date(at).toISOString(), type, inbox_version: index + 1, actor_id: actorId, body };
  });
  const { id, kind, ownerId, connectedBy, sharedInboxId } = inbox;
  // All of them in one statement, so that they come together.
  const sql = `select append_event($1, $2, $3, $4, $5, $6, e.at, e.actor_id, e.id, e.type, e.inbox_version, e.body) as last
    from jsonb_to_recordset($7::jsonb) as e(id uuid, at timestamptz, type text, inbox_version integer, actor_id uuid, body text)`;
  const values = [workspaceId, id, kind, ownerId, connectedBy, sharedInboxId, JSON.stringify(events)];
  const stored = (await database.query<{ last: string }>(sql, values)).at(-1);
  return { last: Number(stored?.last), ids: events.map((event) => event.id) };
}

/** Waits until it holds, 60 s at most. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, limitMs = 60_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (let isOver = false; !(await holds());) {
    if (isOver) throw new Error(`It did not come to this in ${limitMs} ms: ${what}.`);
    // One answer may have taken all of it: it is asked once more after the end.
    isOver = performance.now() > deadline;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
