import type { Viewer } from "../platform/viewer.ts";
import type { InboxType } from "../inbox/inbox.type.ts";
import type { MemberType } from "../people/member.type.ts";
import type { InboxEventFilterInput, InboxEventType } from "./inbox-event.type.ts";

/** Batches what the field resolvers of events ask for; keys are UUIDs, null is what is not there for this viewer. */
export interface EventLoaders {
  readonly inbox: { load(id: string): Promise<InboxType | null> };
  readonly member: { load(id: string): Promise<MemberType | null> };
}

export interface InboxEventsArgs {
  readonly after?: string | null;
  readonly filter?: InboxEventFilterInput | null;
}

/** What lives as long as its subscriber; a subscription finds it in its context. */
export interface EventStreams {
  /** Throws BAD_USER_INPUT, CURSOR_EXPIRED; ends with UNAUTHENTICATED or FORBIDDEN. */
  inboxEvents(viewer: Viewer, args: InboxEventsArgs): AsyncIterable<InboxEventType>;
}

/** What the resolvers of events need of an operation's context. */
export interface EventContext {
  readonly viewer: Viewer | null;
  readonly loaders: EventLoaders;
  readonly streams: EventStreams;
  /** The log's end, read before the operation's other fields (`takeLogHead`). */
  logHead?: string;
}
