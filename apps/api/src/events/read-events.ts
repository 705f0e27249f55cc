import { mayRead } from "@relink/domain";
import { toAsker } from "../people/asker.ts";
import { apiError } from "../platform/api-error.ts";
import { type Cursors, type LogPosition, logStart } from "../platform/cursor.ts";
import { type Connection, toPageSize } from "../platform/page.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { EventLog } from "./event-log.store.ts";
import { toCriteria } from "./event-scope.ts";
import { assertMayFollow } from "./may-follow.ts";
import type { InboxEventsArgs } from "./inbox-event.ports.ts";
import type { InboxEventType } from "./inbox-event.type.ts";
import { toEventConnection } from "./to-inbox-event.ts";

export interface ReadEventsNeeds {
  readonly log: EventLog;
  readonly cursors: Cursors;
}

/** The position that a client gave back; null where it gave none. Throws BAD_USER_INPUT for a cursor that is not of this workspace's log. */
export function toPosition(cursors: Cursors, workspaceId: string, after: string | null | undefined): LogPosition | null {
  if (after === null || after === undefined) return null;
  const position = cursors.parseCursor(workspaceId, after);
  if (position === null) throw apiError("BAD_USER_INPUT", "after is not a cursor of this workspace's log.", { field: "after" });
  return position;
}

export function cursorExpired(cursors: Cursors, workspaceId: string, oldest: LogPosition): Error {
  const message = "The log no longer reaches back to this cursor. Read the inboxes anew, then go on from logHead.";
  return apiError("CURSOR_EXPIRED", message, { oldest: cursors.toCursor(workspaceId, oldest) });
}

/** Just before the oldest event that the log still holds; its end where it holds none. */
async function findBeginning(log: EventLog, workspaceId: string): Promise<LogPosition> {
  const oldest = await log.oldest(workspaceId);
  if (oldest) return { ...oldest, number: oldest.number - 1 };
  const head = await log.head(workspaceId);
  // What came between the two looks is there to read, and not lost with the rest.
  const late = await log.oldest(workspaceId);
  return late ? { ...late, number: late.number - 1 } : head;
}

/** A page of the workspace's log, oldest first, of what the viewer may see. */
export async function readEvents(
  { log, cursors }: ReadEventsNeeds,
  viewer: Viewer,
  args: InboxEventsArgs & { readonly first?: number | null },
): Promise<Connection<InboxEventType>> {
  const { workspaceId } = viewer;
  const asker = toAsker(viewer);
  if (!mayRead(asker)) assertMayFollow(asker);
  const size = toPageSize(args.first);
  const after = toPosition(cursors, workspaceId, args.after);
  const criteria = toCriteria(viewer, args.filter);
  const events = criteria === null ? [] : await log.read(workspaceId, after ?? logStart, size + 1, criteria);
  if (after !== null && events[0]?.number !== after.number + 1) {
    const beginning = await findBeginning(log, workspaceId);
    if (beginning.number > after.number) throw cursorExpired(cursors, workspaceId, beginning);
  }
  return toEventConnection(events, cursors, size, after !== null);
}

/** A page of one inbox's events, which the viewer is known to be allowed to see. */
export async function readInboxEvents(
  { log, cursors }: ReadEventsNeeds,
  inbox: { readonly workspaceId: string; readonly id: string },
  args: { readonly first?: number | null; readonly after?: string | null; readonly newestFirst?: boolean | null },
): Promise<Connection<InboxEventType>> {
  const size = toPageSize(args.first);
  const after = toPosition(cursors, inbox.workspaceId, args.after);
  const events = await log.readInbox(inbox.workspaceId, inbox.id, { after, limit: size + 1, newestFirst: args.newestFirst ?? true });
  return toEventConnection(events, cursors, size, after !== null);
}
