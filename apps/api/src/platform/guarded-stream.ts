import { apiError } from "./api-error.ts";
import { createStream } from "./event-stream.ts";
import type { Loss, ViewerWatch, Watcher } from "./viewer-watch.ts";
import type { Viewer } from "./viewer.ts";

/** What a client is told where its right is lost. */
export const lossSentences: Readonly<Record<Loss, string>> = {
  UNAUTHENTICATED: "The session or the API key has ended. Sign in again, or use another key.",
  FORBIDDEN: "What you may see has changed. Subscribe again.",
};

/**
 * A subscription's stream that lives as long as the viewer's right to it: a lost session ends it with UNAUTHENTICATED,
 * a lost right with FORBIDDEN, also while nothing happens.
 */
export function createGuardedStream<Value>(
  watch: ViewerWatch,
  viewer: Viewer,
  run: (signal: AbortSignal) => AsyncIterable<Value>,
): AsyncIterableIterator<Value> {
  return createStream([], async function* guard(leaving) {
    const over = new AbortController();
    let loss: Loss | null = null;
    const watcher: Watcher = {
      viewer,
      lose(reason) {
        loss = reason;
        over.abort();
      },
      become: () => undefined,
    };
    watch.watch(watcher);
    try {
      for await (const value of run(AbortSignal.any([leaving, over.signal]))) {
        if (over.signal.aborted) break;
        yield value;
      }
      if (loss !== null) throw apiError(loss, lossSentences[loss]);
    } finally {
      watch.forget(watcher);
    }
  });
}
