import { print } from "graphql";
import type { Access } from "./access.ts";
import { type BackOff, sleep, toWait } from "./back-off.ts";
import type { Execute } from "./execute.ts";
import { openEventSource } from "./event-source.ts";
import { type InboxEventFilter, LogHeadDocument } from "./gql/operations.ts";
import type { EventDocument, Placed } from "./inbox-event.ts";
import { isPassing, RelinkError, type ResponseError, toNetworkError, toRelinkError } from "./relink-error.ts";
import { readResults, type Result, type Subscription } from "./result-queue.ts";
import { openSocket } from "./socket.ts";

export interface FollowOptions {
  /** Go on from just after this event's `cursor`. Default: from now on. */
  readonly after?: string | null;
  readonly filter?: InboxEventFilter;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
  readonly backOff?: BackOff;
  /** Told once where it begins, also where that is "from now on": store it, and nothing is lost if you stop before the first event. */
  readonly onStart?: (cursor: string) => void;
  /** Told when the stream stands, and when it is lost for a while, with why. */
  readonly onConnection?: (state: "live" | "lost", why: RelinkError | null) => void;
}

export interface FollowNeeds {
  readonly access: Access;
  readonly execute: Execute;
  /** From 0 to below 1. */
  readonly chance: () => number;
}

/** The last events by id: after a resume, what came twice is in here. */
function createMemory(size: number) {
  const seen = new Set<string>();
  return {
    /** False for one that was here already. */
    add(id: string): boolean {
      if (seen.has(id)) return false;
      seen.add(id);
      const [oldest] = seen;
      if (seen.size > size && oldest !== undefined) seen.delete(oldest);
      return true;
    },
  };
}

function toEvent<Event extends Placed>({ data, errors }: Result): Event {
  const event = data?.["inboxEvents"] as Event | null | undefined;
  if (event) return event;
  throw errors ? toRelinkError(errors as readonly ResponseError[]) : toNetworkError("The API sent no event.", null);
}

/** Counts failures in a row and waits ever longer; throws what no waiting mends. */
function createPatience({ chance }: FollowNeeds, { backOff, signal, onConnection }: FollowOptions) {
  let failures = 0;
  return {
    succeed(): void {
      failures = 0;
    },
    async bear(error: unknown): Promise<void> {
      if (signal?.aborted) return;
      if (!isPassing(error)) throw error;
      failures += 1;
      const why = error instanceof RelinkError ? error : null;
      onConnection?.("lost", why);
      const asked = why?.extensions["retryAfterSeconds"];
      const wait = toWait(failures, chance(), backOff);
      await sleep(typeof asked === "number" ? Math.max(wait, asked * 1000) : wait, signal);
    },
  };
}

type Patience = ReturnType<typeof createPatience>;

/** Where "from now on" is: a position of its own, so that nothing is missed while the first connection is made. */
async function findStart({ execute }: FollowNeeds, { after, signal }: FollowOptions, patience: Patience): Promise<string | null> {
  // An empty one is a place that was lost, not "from now on": the API refuses it.
  if (typeof after === "string") return after;
  while (!signal?.aborted) {
    try {
      const { logHead } = await execute(LogHeadDocument, {}, signal ? { signal } : {});
      return logHead;
    } catch (error) {
      await patience.bear(error);
    }
  }
  return null;
}

function subscribeOnce({ access }: FollowNeeds, subscription: Subscription, signal: AbortSignal | undefined) {
  const open = access.transport === "sse" ? openEventSource : openSocket;
  return readResults((sink) => open(access, subscription, sink), signal);
}

/** Each event once and in order, over as many connections as it takes; see RelinkClient.events. */
export async function* followEvents<Event extends Placed>(
  needs: FollowNeeds,
  document: EventDocument<Event>,
  options: FollowOptions,
): AsyncGenerator<Event, void, undefined> {
  const { signal, filter = null, onConnection, onStart } = options;
  const query = print(document);
  const memory = createMemory(2000);
  const patience = createPatience(needs, options);
  let after = await findStart(needs, options, patience);
  if (after !== null) onStart?.(after);
  while (after !== null && !signal?.aborted) {
    try {
      const onOpen = (): void => onConnection?.("live", null);
      for await (const result of subscribeOnce(needs, { query, variables: { after, filter }, onOpen }, signal)) {
        const event = toEvent<Event>(result);
        after = event.cursor;
        patience.succeed();
        if (memory.add(event.id)) yield event;
      }
      await patience.bear(toNetworkError("The API ended the stream.", null));
    } catch (error) {
      await patience.bear(error);
    }
  }
}
