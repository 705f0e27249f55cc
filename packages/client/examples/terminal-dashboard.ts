// A dashboard in the terminal: inboxes by state, and every disconnection since it first ran, by reason. Key scopes: inboxes:read,
// events:subscribe.
//   RELINK_API_KEY=… node packages/client/examples/terminal-dashboard.ts
import type { InboxEvent } from "@relink/client";
import { openJournal } from "./journal.ts";
import { readSettings } from "./settings.ts";

interface Seen {
  readonly cursor: string;
  readonly event: string;
  readonly at: string;
  readonly address: string;
  readonly reason: string;
}

const { client, place, signal } = readSettings("terminal-dashboard.jsonl");
const journal = openJournal<Seen>(place);
const states = new Map<string, { readonly state: string; readonly version: number }>();
let connection = "connecting";

function count(values: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const lines = [...counts]
    .toSorted(([, left], [, right]) => right - left)
    .map(([value, number]) => `  ${String(number).padStart(5)}  ${value}`);
  return lines.length === 0 ? "      –" : lines.join("\n");
}

function draw(): void {
  const live = [...states.values()].map(({ state }) => state).filter((state) => state !== "REMOVED");
  const last = journal.lines.slice(-5).map(({ at, address, reason }) => `  ${at.slice(0, 19)}  ${address}  ${reason}`);
  const clear = process.stdout.isTTY ? "\u001B[2J\u001B[H" : "";
  const parts = [
    `${clear}Relink · ${connection}`,
    "Inboxes",
    count(live),
    `Disconnections: ${journal.lines.length}`,
    count(journal.lines.map(({ reason }) => reason)),
    ...last,
  ];
  console.log(parts.join("\n"));
}

function take(event: InboxEvent): void {
  // A replayed event may be older than the list that was read at the start.
  if ((states.get(event.inboxId)?.version ?? 0) < event.inboxVersion) {
    states.set(event.inboxId, { state: event.toState, version: event.inboxVersion });
  }
  if (event.type !== "DISCONNECTED") return;
  const { cursor, id, at, inbox, inboxId, reason } = event;
  journal.write({ cursor, event: id, at, address: inbox?.address ?? inboxId, reason: reason ?? "" });
}

const { inboxes, cursor } = await client.readInboxes({ signal });
for (const { id, state, version } of inboxes) states.set(id, { state, version });
const onConnection = (state: "live" | "lost"): void => {
  connection = state;
  draw();
};
const after = await journal.begin(async () => cursor);
for await (const event of client.events({ after, signal, onConnection })) {
  take(event);
  draw();
}
