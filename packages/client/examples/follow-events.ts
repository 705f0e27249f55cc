// Prints a workspace's events as they come, and goes on where it stopped when it is started again:
//   RELINK_API_KEY=… node packages/client/examples/follow-events.ts http://localhost:4000/graphql
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRelinkClient, RelinkError } from "@relink/client";

const url = process.argv[2] ?? "http://localhost:4000/graphql";
const place = "relink-cursor.txt";
const { RELINK_API_KEY: key, RELINK_COOKIE: cookie } = process.env;

const leaving = new AbortController();
process.once("SIGINT", () => leaving.abort());

const client = createRelinkClient({
  url,
  ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  ...(cookie === undefined ? {} : { cookie }),
});

try {
  const after = existsSync(place) ? readFileSync(place, "utf8") : null;
  const onConnection = (state: "live" | "lost", why: RelinkError | null): void => console.error(state, why?.message ?? "");
  for await (const event of client.events({ after, signal: leaving.signal, onConnection })) {
    console.log(event.at, event.type, event.inbox?.address ?? event.inboxId, event.reason ?? "", `(${event.actorName})`);
    // After the work is done, and as one step: a crash in between repeats the event, it never skips one.
    writeFileSync(`${place}.new`, event.cursor);
    renameSync(`${place}.new`, place);
  }
} catch (error) {
  if (!(error instanceof RelinkError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
