import type { FormattedExecutionResult } from "graphql-ws";
import { type RelinkError, toNetworkError } from "./relink-error.ts";

export type Result = FormattedExecutionResult<Record<string, unknown>, unknown>;

/** One live operation, over whichever transport. */
export interface Subscription {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Called when the connection stands and the API took it. */
  readonly onOpen: () => void;
}

/** What a transport tells of its one subscription. */
export interface ResultSink {
  push(result: Result): void;
  /** The first word counts; null: it ended as it should. */
  finish(error: RelinkError | null): void;
}

/** As many results wait for a slow reader; then the connection is let go, to be taken up again from the last cursor. */
const mostWaiting = 1000;

/** Results that wait for their reader, and how it ended. */
function createQueue(onFull: () => void) {
  const waiting: Result[] = [];
  let end: { readonly error: RelinkError | null } | null = null;
  let wake: () => void = () => undefined;
  return {
    push(result: Result): void {
      if (end) return;
      waiting.push(result);
      if (waiting.length >= mostWaiting) onFull();
      wake();
    },
    finish(error: RelinkError | null): void {
      end ??= { error };
      wake();
    },
    async *read(): AsyncGenerator<Result, void, undefined> {
      for (;;) {
        const next = waiting.shift();
        if (next) yield next;
        else if (!end) await new Promise<void>((resolve) => (wake = resolve));
        else if (end.error) throw end.error;
        else return;
      }
    },
  };
}

/**
 * One subscription over one connection. Ends when `signal` aborts or the server completes it; throws a RelinkError when it breaks, after
 * handing out all that had come before.
 * @param connect - begins it, and answers how to let it go.
 */
export async function* readResults(
  connect: (sink: ResultSink) => () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result, void, undefined> {
  if (signal?.aborted) return;
  const queue = createQueue(() => {
    queue.finish(toNetworkError("The reader was too slow for the live stream.", null));
    // Now, not when the reader comes: until then the server would go on sending.
    letGo();
  });
  const letGo = connect(queue);
  const leave = (): void => queue.finish(null);
  signal?.addEventListener("abort", leave);
  try {
    yield* queue.read();
  } finally {
    signal?.removeEventListener("abort", leave);
    letGo();
  }
}
