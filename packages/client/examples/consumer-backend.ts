// A backend that works with mailboxes: it takes credentials for each connected inbox, stops when one is disconnected, and catches up when
// it is back. Key scopes: inboxes:read, events:subscribe, credentials:issue.
//   RELINK_API_KEY=… node packages/client/examples/consumer-backend.ts
import { CursorExpiredError, type InboxEvent, IssueInboxCredentialsDocument, RelinkError } from "@relink/client";
import { openJournal } from "./journal.ts";
import { readSettings } from "./settings.ts";

interface Done {
  readonly cursor: string;
  readonly event: string;
  readonly type: string;
  readonly inboxId: string;
  readonly did: string;
}

const { client, place, signal } = readSettings("consumer-backend.jsonl");
const journal = openJournal<Done>(place);

/** Inboxes that we work with, each with what signs in to its mailbox. In memory alone: credentials are asked for, never stored. */
const working = new Map<string, { readonly username: string; readonly secret: string }>();

/** Takes credentials that work now. Refused: the inbox is not to be used any more, and its event is on its way. */
async function begin(inboxId: string): Promise<boolean> {
  try {
    const { issueInboxCredentials: credentials } = await client.execute(IssueInboxCredentialsDocument, { inboxId });
    if (!credentials) return false;
    // Here your mail library signs in at credentials.imap. Ask again when credentials.expiresAt comes.
    working.set(inboxId, credentials);
    return true;
  } catch (error) {
    if (error instanceof RelinkError && ["TRANSITION_NOT_ALLOWED", "NOT_FOUND", "PROVIDER_REFUSED"].includes(error.code)) return false;
    throw error;
  }
}

/** What came while nobody could fetch: by their numbers where the server tells them, else what is newer than the last that you have. */
function toCatchUp({ gap, arrivedMeanwhile }: InboxEvent): string {
  if (arrivedMeanwhile === 0) return "nothing had come";
  if (!gap) return "looked for what is new";
  return `fetched UIDs ${gap.firstUid} to ${gap.lastUid} of ${gap.uidValidity} (${arrivedMeanwhile} or fewer messages)`;
}

async function react(event: InboxEvent): Promise<string> {
  switch (event.type) {
    case "CONNECTED":
      return (await begin(event.inboxId)) ? "began" : "not to be used";
    case "RECONNECTED":
    case "RECOVERED":
    case "TURNED_ON":
      if (event.fromState === "FAILING" && working.has(event.inboxId)) return "went on";
      return (await begin(event.inboxId)) ? `began again, ${toCatchUp(event)}` : "not to be used";
    case "DISCONNECTED":
    case "TURNED_OFF":
    case "REMOVED":
      working.delete(event.inboxId);
      return `stopped${event.reason === null ? "" : `: ${event.reason}`}`;
    default:
      return "nothing to do";
  }
}

/** Begins with what is there, and answers from where to follow. */
async function beginAll(): Promise<string> {
  const { inboxes, cursor } = await client.readInboxes({ filter: { states: ["CONNECTED", "FAILING"] }, signal });
  for (const { id } of inboxes) await begin(id);
  console.log(`Working with ${working.size} inboxes.`);
  return cursor;
}

async function work(after: string): Promise<void> {
  for await (const event of client.events({ after, signal })) {
    const did = await react(event);
    journal.write({ cursor: event.cursor, event: event.id, type: event.type, inboxId: event.inboxId, did });
    console.log(event.at, event.type, event.inbox?.address ?? event.inboxId, did);
  }
}

try {
  const now = await beginAll();
  await work(await journal.begin(async () => now));
} catch (error) {
  if (!(error instanceof CursorExpiredError)) throw error;
  // We were away for longer than the log reaches back: what is there counts, what was is gone.
  working.clear();
  await work(await beginAll());
}
