import type { DocumentNode } from "graphql";
import type { Cursors } from "../platform/cursor.ts";
import type { SharedOperation } from "../platform/shared-source.ts";
import { createEventProjection, type EventProjection } from "./event-projection.ts";
import type { Follower } from "./follower.ts";
import { type BareEvent, isWhole, type StoredEvent } from "./stored-event.ts";
import { toInboxEvent } from "./to-inbox-event.ts";

/** One event's answer: the JSON of its result, and the cursor from which to go on. */
export interface Answer {
  readonly json: string;
  readonly cursor: string;
}

/** Who asks, and for what. */
type Reader = Pick<Follower, "operation" | "viewer">;

export interface PresentEvents {
  /** Events of one log as a follower asked for them, in their order. */
  present(events: readonly (BareEvent | StoredEvent)[], reader: Reader): readonly (Answer | Promise<Answer>)[];
  /** Whether their bodies are enough for it, but for one now and then. */
  needsOnlyBodies(reader: Reader): boolean;
}

/** The whole row of an event. */
export type Complete = (workspaceId: string, event: BareEvent) => Promise<StoredEvent>;

/** By document and the name of its operation: made once, while the document is kept. */
function createProjections() {
  const known = new WeakMap<DocumentNode, Map<string | null, EventProjection | null>>();
  return ({ schema, document, operationName }: SharedOperation): EventProjection | null => {
    const named = known.get(document) ?? new Map<string | null, EventProjection | null>();
    known.set(document, named);
    const before = named.get(operationName);
    if (before !== undefined) return before;
    const made = createEventProjection(schema, document, operationName);
    named.set(operationName, made);
    return made;
  };
}

/** From the stored event alone where that is all that was asked for, else through graphql. */
export function createPresentEvents(cursors: Cursors, complete: Complete): PresentEvents {
  const findProjection = createProjections();
  const execute = async (event: BareEvent | StoredEvent, cursor: string, { operation, viewer }: Reader): Promise<Answer> => {
    const whole = isWhole(event) ? event : await complete(viewer.workspaceId, event);
    return { json: await operation.execute(toInboxEvent(whole, cursor), viewer), cursor };
  };
  return {
    needsOnlyBodies: ({ operation }) => findProjection(operation) !== null,
    present(events, reader) {
      const project = findProjection(reader.operation);
      const places = cursors.toCursors(reader.viewer.workspaceId, events);
      return events.map((event, index) => {
        const cursor = places[index] ?? "";
        const json = project?.(event, cursor) ?? null;
        if (json !== null) return { json, cursor };
        const answer = execute(event, cursor, reader);
        // Several are under way at once: one that fails before its turn is met then.
        answer.catch(() => undefined);
        return answer;
      });
    },
  };
}
