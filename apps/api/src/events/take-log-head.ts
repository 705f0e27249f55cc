import type { DocumentNode } from "graphql";
import type { Cursors } from "../platform/cursor.ts";
import type { EventLog } from "./event-log.store.ts";
import type { EventContext } from "./inbox-event.ports.ts";

/**
 * Reads the log's end before any field of the operation is resolved, where the operation asks for it: fields of one
 * operation are read side by side, and a list that is read before the log's end could miss what lies between. Call it
 * after the document is validated and before it is executed.
 */
export type TakeLogHead = (context: Pick<EventContext, "viewer" | "logHead">, document: DocumentNode) => Promise<void>;

export function createTakeLogHead({ log, cursors }: { readonly log: Pick<EventLog, "head">; readonly cursors: Cursors }): TakeLogHead {
  return async (context, document) => {
    // The text is enough to tell: a mention in a comment only costs one read.
    if (!context.viewer || !document.loc?.source.body.includes("logHead")) return;
    const { workspaceId } = context.viewer;
    context.logHead = cursors.toCursor(workspaceId, await log.head(workspaceId));
  };
}
