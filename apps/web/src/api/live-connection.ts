import { CombinedGraphQLErrors } from "@apollo/client/errors";
import type { Observable } from "rxjs";
import { toRefusal } from "./refusal.ts";

/** Whether what changes elsewhere reaches this page. */
export type LiveState = "live" | "lost";

const listeners = new Set<() => void>();
let state: LiveState = "live";

export const liveConnection = {
  get: (): LiveState => state,
  set(next: LiveState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  },
  listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

type Result<Data> = { data?: Data | null | undefined; error?: unknown };

export type Follow<Data> = {
  /** Called again for each try: reads the place to go on from when it is called. */
  start: () => Observable<Result<Data>>;
  next: (data: Data) => void;
  /** The API said no: trying again by itself would not help. Gives true where it should start over all the same. */
  refused: (code: string) => boolean;
};

/** Refusals after which asking again, after a while, can help. */
const passing = new Set(["INTERNAL_SERVER_ERROR", "RATE_LIMITED"]);

export function isPassing(code: string): boolean {
  return passing.has(code);
}

const firstWait = 500;
const longestWait = 10_000;

/** Calls when the network is back, or when another subscription has brought the socket back first. */
export function listenForReturn(wake: () => unknown): () => void {
  const stopListening = liveConnection.listen(() => (liveConnection.get() === "live" ? wake() : undefined));
  addEventListener("online", wake);
  return () => {
    stopListening();
    removeEventListener("online", wake);
  };
}

/** Keeps one subscription up: after the socket is lost it comes back, slower each time, at once when the network does. */
export function follow<Data>({ start, next, refused }: Follow<Data>): () => void {
  let stopped = false;
  let socketGone = false;
  let wait = firstWait;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: { unsubscribe: () => void } | undefined;

  function run(waitAfter = wait): void {
    clearTimeout(timer);
    running?.unsubscribe();
    [wait, socketGone] = [waitAfter, false];
    running = start().subscribe({ next: receive, error: fail, complete: () => fail(new Error("completed")) });
  }
  function receive({ data, error }: Result<Data>): void {
    if (error !== undefined) return fail(error);
    wait = firstWait;
    if (data !== null && data !== undefined) next(data);
  }
  function fail(error: unknown): void {
    if (stopped) return;
    running?.unsubscribe();
    if (CombinedGraphQLErrors.is(error)) {
      if (!refused(toRefusal(error).code)) return;
    } else {
      socketGone = true;
      liveConnection.set("lost");
    }
    timer = setTimeout(() => run(), wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, longestWait);
  }
  const stopListening = listenForReturn(() => socketGone && run(firstWait));
  run();
  return () => {
    stopped = true;
    stopListening();
    clearTimeout(timer);
    running?.unsubscribe();
  };
}
