import { createClient, NetworkError } from "graphql-sse";
import type { Access } from "./access.ts";
import { RelinkError, type ResponseError, toNetworkError, toRelinkError } from "./relink-error.ts";
import type { Result, ResultSink, Subscription } from "./result-queue.ts";

/** The API says something at least every 15 s, if only that it is there; after so long without a byte the connection is given up, in ms. */
const longestSilence = 30_000;

const refusals: Readonly<Record<number, string>> = { 400: "BAD_REQUEST", 401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "BAD_REQUEST" };

/** Judges why a stream ended: an HTTP status, or a broken connection. */
function toEndError(reason: unknown): RelinkError {
  if (Array.isArray(reason)) return toRelinkError(reason as ResponseError[]);
  const status = reason instanceof NetworkError ? (reason.response as Response | undefined)?.status : undefined;
  if (status === undefined) return toNetworkError("The connection was closed.", reason);
  const code = refusals[status] ?? "NETWORK";
  return new RelinkError(`The API did not open the stream (HTTP ${status}).`, { code, extensions: { status }, cause: reason });
}

/** Calls once when nothing was heard for a while. */
function createWatchdog(onSilence: () => void) {
  let timer = setTimeout(onSilence, longestSilence);
  return {
    heard(): void {
      clearTimeout(timer);
      timer = setTimeout(onSilence, longestSilence);
    },
    stop: () => clearTimeout(timer),
  };
}

/** The errors of a refusal's body, where it has any with a code. */
async function readRefusal(response: Response): Promise<RelinkError | null> {
  try {
    const { errors } = (await response.json()) as { errors?: readonly ResponseError[] };
    return errors?.[0]?.extensions?.["code"] === undefined ? null : toRelinkError(errors);
  } catch {
    // A proxy's page, say; told by its status.
    return null;
  }
}

interface Ear {
  /** Each piece of an answer's body as it comes. */
  readonly heard: () => void;
  readonly refused: (error: RelinkError) => void;
}

/** The same fetch, telling what comes. */
function withEar(base: typeof fetch, { heard, refused }: Ear): typeof fetch {
  return async (input, init) => {
    const response = await base(input, init);
    if (!response.ok) {
      const error = await readRefusal(response);
      if (error) refused(error);
    }
    if (!response.ok || !response.body) return response;
    heard();
    const ear = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, out) {
        heard();
        out.enqueue(piece);
      },
    });
    return new Response(response.body.pipeThrough(ear), response);
  };
}

/** Begins a subscription as server-sent events (graphql-sse, distinct connections): for networks that block WebSockets. */
export function openEventSource(access: Access, { query, variables, onOpen }: Subscription, sink: ResultSink): () => void {
  const watchdog = createWatchdog(() => {
    sink.finish(toNetworkError("The API fell silent.", null));
    letGo();
  });
  const source = createClient({
    url: access.streamUrl,
    headers: { ...access.headers },
    credentials: access.credentials,
    fetchFn: withEar(access.fetch, { heard: () => watchdog.heard(), refused: sink.finish }),
    retryAttempts: 0,
    on: { connected: onOpen },
  });
  const stop = source.subscribe<Record<string, unknown>>(
    { query, variables: { ...variables } },
    {
      next: (result) => sink.push(result as Result),
      error: (reason) => sink.finish(toEndError(reason)),
      complete: () => sink.finish(null),
    },
  );
  const letGo = (): void => {
    watchdog.stop();
    stop();
    source.dispose();
  };
  return letGo;
}
