// What every example is told by its environment: where the API is, as whom, and where to keep what it did.
import { createRelinkClient, type RelinkClient } from "@relink/client";

export interface Settings {
  readonly client: RelinkClient;
  /** A file of this example's own. */
  readonly place: string;
  /** Aborts at Ctrl-C, and when the process is asked to end. */
  readonly signal: AbortSignal;
}

export function readSettings(place: string): Settings {
  const { RELINK_URL: url = "http://localhost:4000/graphql", RELINK_API_KEY: key, RELINK_TRANSPORT, RELINK_STORE } = process.env;
  if (!key) throw new Error("Make a key under Settings → API keys, and put it into RELINK_API_KEY.");
  const leaving = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => leaving.abort());
  const transport = RELINK_TRANSPORT === "sse" ? "sse" : "websocket";
  const client = createRelinkClient({ url, authorization: `Bearer ${key}`, transport });
  return { client, place: RELINK_STORE ?? place, signal: leaving.signal };
}
