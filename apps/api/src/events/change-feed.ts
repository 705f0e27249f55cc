import { mayManageWebhooks, mayManageWorkspace, mayRead, unreachable, type Asker } from "@relink/domain";
import { toAsker } from "../people/asker.ts";
import { apiError } from "../platform/api-error.ts";
import type { Bus, BusChange } from "../platform/bus.ts";
import { toGlobalId, type GlobalIdType } from "../platform/global-id.ts";
import { createGuardedStream } from "../platform/guarded-stream.ts";
import type { ViewerWatch } from "../platform/viewer-watch.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { ChangeType, Topic } from "./change.type.ts";
import { assertMayFollow } from "./may-follow.ts";

/** Hints of what is not in the event log. */
export interface ChangeFeed {
  /** From now on. Throws BAD_USER_INPUT for no topic, FORBIDDEN for one that is not the viewer's. */
  changed(viewer: Viewer, topics: readonly Topic[]): AsyncIterableIterator<ChangeType>;
}

export interface ChangeFeedNeeds {
  readonly bus: Bus;
  readonly watch: ViewerWatch;
  /** Whether the thing is the viewer's to know of: an inbox they may see, a notification of their own. */
  readonly isFor: (viewer: Viewer, change: BusChange) => Promise<boolean>;
}

/** Who may read what a topic is about may hear of it. */
function mayHear(asker: Asker, topic: Topic): boolean {
  switch (topic) {
    case "INBOX_HEALTH":
    case "LINK":
    case "SHARED_INBOX":
    case "MEMBER":
    case "INCIDENT":
      return mayRead(asker);
    case "NOTIFICATION":
      return asker.kind === "member";
    case "WEBHOOK":
    case "DELIVERY":
      return mayManageWebhooks(asker);
    case "API_KEY":
    case "AUDIT":
    case "INVITATION":
      return mayManageWorkspace(asker);
    default:
      return unreachable(topic);
  }
}

const idTypes: Readonly<Record<Topic, GlobalIdType>> = {
  INBOX_HEALTH: "inbox",
  LINK: "inbox",
  SHARED_INBOX: "shared_inbox",
  MEMBER: "member",
  INVITATION: "invitation",
  API_KEY: "key",
  WEBHOOK: "endpoint",
  DELIVERY: "delivery",
  INCIDENT: "incident",
  NOTIFICATION: "notification",
  AUDIT: "audit",
};

export function createChangeFeed(needs: ChangeFeedNeeds): ChangeFeed {
  return {
    changed(viewer, topics) {
      if (topics.length === 0) throw apiError("BAD_USER_INPUT", "Name at least one topic.", { field: "topics" });
      const asker = toAsker(viewer);
      assertMayFollow(asker);
      if (!topics.every((topic) => mayHear(asker, topic))) throw apiError("FORBIDDEN", "One of these topics is not for you to follow.");
      return createGuardedStream(needs.watch, viewer, async function* changes(signal) {
        const waiting = createWaiting(needs.bus, viewer.workspaceId, new Set(topics), signal);
        for await (const change of waiting) {
          if (change.id === null || (await needs.isFor(viewer, change))) yield toChange(change);
        }
      });
    },
  };
}

function toChange({ topic, id }: BusChange): ChangeType {
  const known = topic as Topic;
  return { topic: known, id: id === null ? null : toGlobalId(idTypes[known], id) };
}

const mostWaiting = 1_000;

/**
 * Hints that wait for a slow reader, each thing once; past 1,000 things one hint for each topic says that there were many.
 * The same is said of each topic where hints between processes may have been lost: nobody misses what changed without knowing.
 */
async function* createWaiting(bus: Bus, workspaceId: string, topics: ReadonlySet<Topic>, signal: AbortSignal): AsyncGenerator<BusChange> {
  const waiting = new Map<string, BusChange>();
  let wake: () => void = () => undefined;
  const add = (hint: BusChange): void => {
    waiting.set(`${hint.topic}:${hint.id ?? ""}`, hint);
    wake();
  };
  const endings = [
    bus.onChanged((change) => {
      if (change.workspaceId !== workspaceId || !isOneOf(topics, change.topic)) return;
      add(waiting.size < mostWaiting ? change : { ...change, id: null });
    }),
    bus.onLost(() => topics.forEach((topic) => add({ workspaceId, topic, id: null }))),
  ];
  const leave = (): void => wake();
  signal.addEventListener("abort", leave, { once: true });
  try {
    while (!signal.aborted) {
      const [first] = waiting;
      if (first) {
        waiting.delete(first[0]);
        yield first[1];
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    for (const end of endings) end();
  }
}

function isOneOf(topics: ReadonlySet<string>, topic: string): boolean {
  return topics.has(topic);
}
