import { type RelinkClientOptions, toAccess } from "./access.ts";
import { createExecute, type Execute } from "./execute.ts";
import { type FollowOptions, followEvents } from "./follow-events.ts";
import { InboxEventsDocument } from "./gql/operations.ts";
import type { EventDocument, InboxEvent, Placed } from "./inbox-event.ts";
import { readInboxes, type ReadInboxes, type ReadInboxesOptions } from "./read-inboxes.ts";

export interface RelinkClient {
  /**
   * Sends one query or mutation. `Result` and `Variables` come from the document's type.
   * @throws RelinkError with the contract's `code` when any field was refused (`data` has the others), or `NETWORK`.
   */
  readonly execute: Execute;
  /**
   * All inboxes that the reader may see, and the cursor from which to follow them: begin with this, and again after CURSOR_EXPIRED.
   * @throws RelinkError as `execute` does.
   */
  readInboxes(options?: ReadInboxesOptions): Promise<ReadInboxes>;
  /**
   * The workspace's events, oldest first, each once and none left out: from just after `after`, first from the log and then live.
   *
   * Comes back by itself when the connection breaks (250 ms, doubling to 30 s, with a random part off) and goes on after the last
   * event that it handed out. Store `cursor` together with what you did about the event; pass it as `after` after a restart.
   * A slow reader loses nothing: the stream lets go (or the server does, with 4413), and goes on from the log.
   * Ends when `signal` aborts, or when you leave the loop.
   *
   * @throws RelinkError `UNAUTHENTICATED` or `FORBIDDEN` when the session, the key or the right is gone. CursorExpiredError
   *   (`CURSOR_EXPIRED`) when the log no longer reaches back to `after` (400 days): call `readInboxes`, then follow from its cursor.
   *   Any other refusal of the request.
   */
  events(options?: FollowOptions): AsyncGenerator<InboxEvent, void, undefined>;
  /** The same with a selection of your own. */
  events<Event extends Placed>(
    options: FollowOptions & { readonly document: EventDocument<Event> },
  ): AsyncGenerator<Event, void, undefined>;
}

/** A client for one workspace, as one API key or one session. It holds no connection until `events` is read. */
export function createRelinkClient(options: RelinkClientOptions): RelinkClient {
  const access = toAccess(options);
  const execute = createExecute(access);
  const needs = { access, execute, chance: Math.random };
  function events(follow?: FollowOptions): AsyncGenerator<InboxEvent, void, undefined>;
  function events<Event extends Placed>(
    follow: FollowOptions & { readonly document: EventDocument<Event> },
  ): AsyncGenerator<Event, void, undefined>;
  function events(follow: FollowOptions & { readonly document?: EventDocument<Placed> } = {}): AsyncGenerator<Placed, void, undefined> {
    return followEvents(needs, follow.document ?? InboxEventsDocument, follow);
  }
  return { execute, events, readInboxes: (read = {}) => readInboxes(execute, read) };
}
