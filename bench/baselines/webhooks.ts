// Bare loop: reads the events, stores a row for each, posts it over kept connections, as many at once, and stores what came of it.
// One statement for each stretch and nothing else: no signature, no lease, no order, no rule about where it may connect.
import pg from "pg";
import { Pool } from "undici";

const url = new URL(process.env["RECEIVER"] ?? "");
const atOnce = Number(process.env["AT_ONCE"]);
const workspaceId = process.env["WORKSPACE"] ?? "";
const http = new Pool(url.origin, { connections: atOnce });
const database = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 4 });
const headers = { "content-type": "application/json" };
const stretch = 500;

const read =
  "select id, number, inbox_id, type, at, body from inbox_event where workspace_id = $1 and number > $2 order by number limit $3";
const store = `insert into raw_delivery (workspace_id, id, endpoint_id, event_id, event_number, inbox_id, type, body, created_at, state, due_at)
  select $1, gen_random_uuid(), $1, e.id, e.number, e.inbox, e.type, e.body, $2, 'PENDING', $2
  from unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::text[], $7::text[]) as e(id, number, inbox, type, body) returning id, body`;
const complete = `update raw_delivery set state = 'DELIVERED', attempts = 1, due_at = null, last_attempt_at = $3, last_status = 204, last_response = ''
  where workspace_id = $1 and id = any($2::uuid[])`;

interface Event {
  readonly id: string;
  readonly number: string;
  readonly inbox_id: string;
  readonly type: string;
  readonly at: Date;
  readonly body: string;
}

interface Delivery {
  readonly id: string;
  readonly body: string;
}

let last = 0;

process.on("message", (message: unknown) => {
  if (typeof message === "object" && message !== null && "posts" in message) void run(Number(message.posts));
});
process.on("disconnect", () => process.exit());
process.send?.({ ready: true, url: "" });

async function run(posts: number): Promise<void> {
  for (let done = 0; done < posts;) {
    const events = (await database.query<Event>({ name: "read", text: read, values: [workspaceId, last, stretch] })).rows;
    last = Number(events.at(-1)?.number ?? last);
    const bodies = events.map(({ type, at, body }) =>
      JSON.stringify({ type: `inbox.${type.toLowerCase()}`, timestamp: at.toISOString(), data: JSON.parse(body) }),
    );
    const columns = [events.map((one) => one.id), events.map((one) => one.number), events.map((one) => one.inbox_id)];
    const values = [workspaceId, new Date(), ...columns, events.map((one) => one.type), bodies];
    const { rows } = await database.query<Delivery>({ name: "store", text: store, values });
    await Promise.all(Array.from({ length: atOnce }, () => post(rows)));
    done += events.length;
  }
  process.send?.({ done: posts });
}

/** Takes one after the other from the list, until it is empty, and stores what it sent. */
async function post(waiting: Delivery[]): Promise<void> {
  const sent: string[] = [];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const response = await http.request({ path: url.pathname, method: "POST", headers, body: one.body });
    await response.body.dump();
    if (response.statusCode !== 204) throw new Error(`The receiver answered ${response.statusCode}.`);
    sent.push(one.id);
  }
  await database.query({ name: "complete", text: complete, values: [workspaceId, sent, new Date()] });
}
