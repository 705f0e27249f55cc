import { type Asker, maySeeAllEvents, maySeeEvents, type MemberId, type SharedInboxId } from "@relink/domain";
import { parseGlobalId } from "../platform/global-id.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { EventCriteria } from "./event-log.store.ts";
import type { InboxEventFilterInput } from "./inbox-event.type.ts";
import type { StoredEvent } from "./stored-event.ts";

/** Whether the viewer may see an event: whether they may see its inbox, as it belonged when the event happened. */
export function maySeeEvent(asker: Asker, event: StoredEvent): boolean {
  const connectedBy = event.connectedBy as MemberId | null;
  if (event.kind === "TEAM")
    return maySeeEvents(asker, { belonging: { kind: "TEAM", sharedInboxId: event.sharedInboxId as SharedInboxId }, connectedBy });
  return maySeeEvents(asker, { belonging: { kind: "PERSONAL", ownerId: event.ownerId as MemberId }, connectedBy });
}

/** What the viewer may see of what the filter asks for, as SQL narrows it; null: nothing can match (an id of another type). */
export function toCriteria(viewer: Viewer, filter: InboxEventFilterInput | null | undefined): EventCriteria | null {
  const inboxId = filter?.inboxId ? parseGlobalId("inbox", filter.inboxId) : undefined;
  const sharedInboxId = filter?.sharedInboxId ? parseGlobalId("shared_inbox", filter.sharedInboxId) : undefined;
  if (inboxId === null || sharedInboxId === null) return null;
  return {
    ...(filter?.types ? { types: filter.types } : {}),
    ...(filter?.kind ? { kind: filter.kind } : {}),
    ...(inboxId === undefined ? {} : { inboxId }),
    ...(sharedInboxId === undefined ? {} : { sharedInboxId }),
    ...(viewer.kind === "member" && viewer.role === "MEMBER" ? { personalOf: viewer.memberId } : {}),
  };
}

/** Whether that is every event of the log, so that none need be looked at. */
export function isAll(asker: Asker, criteria: EventCriteria): boolean {
  return maySeeAllEvents(asker) && Object.keys(criteria).length === 0;
}

/** The filter alone, over a stored event. */
export function meets(event: StoredEvent, { types, inboxId, kind, sharedInboxId }: EventCriteria): boolean {
  if (types && !types.includes(event.type)) return false;
  if (inboxId !== undefined && event.inboxId !== inboxId) return false;
  if (kind !== undefined && event.kind !== kind) return false;
  return sharedInboxId === undefined || event.sharedInboxId === sharedInboxId;
}
