// Posts what people must know into a channel, by an incoming-webhook address (Slack, Mattermost, …). Key scopes: inboxes:read,
// events:subscribe.
//   RELINK_API_KEY=… INCOMING_WEBHOOK=https://hooks.slack.com/services/… node packages/client/examples/slack-bridge.ts
//
// A post and our journal are no one step. So the intention is written first: what we meant to post when we were killed is posted once more,
// and says so. Never left out; twice at most, and then marked. Each carries the event's id as its Idempotency-Key, for who heeds it.
import { setTimeout as wait } from "node:timers/promises";
import { type InboxEvent, type InboxEventType, LogHeadDocument } from "@relink/client";
import { openJournal } from "./journal.ts";
import { readSettings } from "./settings.ts";

interface Step {
  readonly cursor: string;
  readonly event: string;
  /** `meant`: about to be posted; its cursor is the one before it. */
  readonly step: "meant" | "posted";
}

const types: InboxEventType[] = ["DISCONNECTED", "RECONNECTED", "RECOVERED", "REMOVED"];
const { client, place, signal } = readSettings("slack-bridge.jsonl");
const journal = openJournal<Step>(place);
const target = process.env["INCOMING_WEBHOOK"] ?? "";
if (!URL.canParse(target)) throw new Error("Put the incoming-webhook address into INCOMING_WEBHOOK.");

function toText({ type, inbox, inboxId, reason, actorName, arrivedMeanwhile }: InboxEvent): string {
  const address = inbox?.address ?? inboxId;
  if (type === "DISCONNECTED") return `:red_circle: ${address} is disconnected (${reason}). Nobody gets its mail until it is reconnected.`;
  if (type === "REMOVED") return `:wastebasket: ${address} was removed by ${actorName}.`;
  const waiting = arrivedMeanwhile ? ` ${arrivedMeanwhile} or fewer messages came meanwhile.` : "";
  return `:large_green_circle: ${address} works again.${waiting}`;
}

/** Posts until it is taken; a refusal that no waiting mends is thrown. */
async function post(event: InboxEvent, again: boolean): Promise<void> {
  const text = `${again ? "(perhaps once more) " : ""}${toText(event)}`;
  const headers = { "content-type": "application/json", "idempotency-key": event.id };
  for (let failures = 0; !signal.aborted; failures += 1) {
    const limit = AbortSignal.timeout(10_000);
    const answer = await fetch(target, { method: "POST", headers, body: JSON.stringify({ text }), signal: limit }).catch(() => null);
    if (answer?.ok) return;
    if (answer && answer.status < 500 && answer.status !== 429) throw new Error(`The channel refuses posts: HTTP ${answer.status}.`);
    const asked = Number(answer?.headers.get("retry-after") ?? 0) * 1000;
    await wait(Math.max(asked, Math.min(30_000, 250 * 2 ** failures)), undefined, { signal }).catch(() => undefined);
  }
}

const last = journal.lines.at(-1);
const unsure = last?.step === "meant" ? last.event : null;
let cursor = await journal.begin(async () => (await client.execute(LogHeadDocument, {}, { signal })).logHead);
for await (const event of client.events({ after: cursor, filter: { types }, signal })) {
  journal.write({ cursor, event: event.id, step: "meant" });
  await post(event, event.id === unsure);
  if (signal.aborted) break;
  cursor = event.cursor;
  journal.write({ cursor, event: event.id, step: "posted" });
  console.log(event.at, event.type, event.inbox?.address ?? event.inboxId);
}
