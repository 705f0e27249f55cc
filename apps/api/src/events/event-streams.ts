import { createGuardedStream } from "../platform/guarded-stream.ts";
import type { Cursors } from "../platform/cursor.ts";
import { SharedSource } from "../platform/shared-source.ts";
import type { ViewerWatch } from "../platform/viewer-watch.ts";
import { assertMayFollow } from "./may-follow.ts";
import { toAsker } from "../people/asker.ts";
import { type EventHub, LogExpired } from "./event-hub.ts";
import { maySeeEvent, meets, toCriteria } from "./event-scope.ts";
import type { FanOut } from "./fan-out.ts";
import type { EventStreams } from "./inbox-event.ports.ts";
import type { InboxEventType } from "./inbox-event.type.ts";
import { cursorExpired, toPosition } from "./read-events.ts";
import { toInboxEvents } from "./to-inbox-event.ts";

export interface EventStreamsNeeds {
  readonly hub: EventHub;
  readonly fanOut: FanOut;
  readonly cursors: Cursors;
  readonly watch: ViewerWatch;
}

export function createEventStreams({ hub, fanOut, cursors, watch }: EventStreamsNeeds): EventStreams {
  return {
    inboxEvents(viewer, args) {
      const { workspaceId } = viewer;
      const after = toPosition(cursors, workspaceId, args.after);
      const criteria = toCriteria(viewer, args.filter);
      const asker = toAsker(viewer);
      assertMayFollow(asker);
      const followAlone = () =>
        createGuardedStream<InboxEventType>(watch, viewer, async function* events(signal) {
          const following = hub.follow({
            workspaceId,
            after,
            signal,
            wants: (event) => criteria !== null && maySeeEvent(asker, event) && meets(event, criteria),
          });
          try {
            for await (const batch of following) yield* toInboxEvents(batch, cursors);
          } catch (error) {
            throw error instanceof LogExpired ? cursorExpired(cursors, workspaceId, error.oldest) : error;
          }
        });
      return new SharedSource((operation, sink) => fanOut.join({ viewer, after, criteria, operation, sink }), followAlone);
    },
  };
}
