import { Arg, Ctx, Int, Query, Resolver, Root, Subscription } from "type-graphql";
import { apiError } from "../platform/api-error.ts";
import type { Cursors } from "../platform/cursor.ts";
import type { Connection } from "../platform/page.ts";
import { CursorScalar } from "../platform/scalars.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { EventLog } from "./event-log.store.ts";
import type { EventContext, InboxEventsArgs } from "./inbox-event.ports.ts";
import { InboxEventConnectionType, InboxEventFilterInput, InboxEventType } from "./inbox-event.type.ts";
import { readEvents } from "./read-events.ts";

function viewerOf({ viewer }: Pick<EventContext, "viewer">): Viewer {
  if (viewer === null) throw apiError("UNAUTHENTICATED", "Sign in first.");
  return viewer;
}

const afterDescription = "Go on from just after this event.";
const filterDescription = "Only these events, of those that you may see.";

@Resolver()
export class InboxEventResolver {
  private readonly log: EventLog;
  private readonly cursors: Cursors;

  constructor(needs: { readonly log: EventLog; readonly cursors: Cursors }) {
    this.log = needs.log;
    this.cursors = needs.cursors;
  }

  @Query(() => CursorScalar, {
    description:
      "The log's newest position, taken before every other field of the operation: read the lists with it, then subscribe after it, and nothing falls between.",
  })
  async logHead(@Ctx() context: EventContext): Promise<string> {
    const { workspaceId } = viewerOf(context);
    return context.logHead ?? this.cursors.toCursor(workspaceId, await this.log.head(workspaceId));
  }

  @Query(() => InboxEventConnectionType, {
    nullable: true,
    description: "The workspace's log, oldest first, from just after the cursor (from its beginning without one).",
  })
  inboxEvents(
    @Ctx() context: EventContext,
    @Arg("after", () => CursorScalar, { nullable: true, description: afterDescription }) after?: string | null,
    @Arg("filter", () => InboxEventFilterInput, { nullable: true, description: filterDescription }) filter?: InboxEventFilterInput | null,
    @Arg("first", () => Int, { nullable: true, description: "How many: 1 to 200, by default 50." }) first?: number | null,
  ): Promise<Connection<InboxEventType>> {
    return readEvents({ log: this.log, cursors: this.cursors }, viewerOf(context), {
      after: after ?? null,
      filter: filter ?? null,
      first: first ?? null,
    });
  }

  @Subscription(() => InboxEventType, {
    name: "inboxEvents",
    nullable: true,
    description: `Every event after the cursor, in order, none twice and none left out, first from the log and then live.
Without a cursor: from now on. A cursor older than the log is refused with CURSOR_EXPIRED.
Losing the right, the session or the key ends it at once with FORBIDDEN or UNAUTHENTICATED.`,
    subscribe: ({ args, context }: { args: InboxEventsArgs; context: EventContext }) =>
      context.streams.inboxEvents(viewerOf(context), args),
  })
  inboxEvent(
    @Root() event: InboxEventType,
    @Arg("after", () => CursorScalar, { nullable: true, description: afterDescription }) _after?: string | null,
    @Arg("filter", () => InboxEventFilterInput, { nullable: true, description: filterDescription }) _filter?: InboxEventFilterInput | null,
  ): InboxEventType {
    return event;
  }
}
