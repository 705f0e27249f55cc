import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import type { MemberClient } from "./api-client.ts";
import { act, connectImap, createShared, inboxFields, type SeenInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// Without workers, whose statements come at any time.
const world = useApiWorld({ role: "api" });

/** What is looked at beside a connection, whether mail can be sent, is over: its statements are no verb's. */
async function connectQuietly(member: MemberClient, address: string, more: Readonly<Record<string, unknown>> = {}): Promise<SeenInbox> {
  const inbox = await connectImap(world(), member, address, more);
  const tried = "select 1 from inbox_health where inbox_id = $1 and sending_tried_at is not null";
  await until(
    async () => (await world().database.query(tried, [inbox.id.replace("inbox_", "")])).length === 1,
    "its sending was looked at",
  );
  return inbox;
}

const heard: string[] = [];
const original = pg.Client.prototype.query;

/** The transport's own: who asks, the hints to other processes, and the look for open incidents each second. */
const aside =
  /^(listen|notify)|pg_notify|pg_stat_activity|from session s|from workspace_log|inbox_event where workspace_id = \$1 and number|^select 1$|subject_key as key/i;

function textOf(argument: unknown): string {
  if (typeof argument === "string") return argument;
  return typeof argument === "object" && argument !== null && "text" in argument ? String(argument.text) : "";
}

beforeAll(() => {
  // Where each statement passes, whichever library sends it.
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...args: unknown[]) {
      heard.push(textOf(args[0]).trim());
      return Reflect.apply(original, this, args) as unknown;
    },
  });
});
afterAll(() => {
  Object.assign(pg.Client.prototype, { query: original });
});

/** The statements that an operation sent, without those of the session and of workers. */
async function statementsOf(run: () => Promise<unknown>): Promise<readonly string[]> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  heard.length = 0;
  await run();
  return heard.filter((text) => !aside.test(text)).map((text) => text.replace(/\s+/g, " ").slice(0, 60));
}

test("a verb reads once and writes once", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectQuietly(ola, "ola@imap.demo.test");
  const off = await statementsOf(() =>
    ola.get("mutation ($id: ID!) { turnOffInbox(input: { inboxId: $id }) { inbox { id state version allowedActions } } }", { id }),
  );
  expect(off).toEqual([expect.stringMatching(/^select to_json\(i\)/), expect.stringMatching(/^select commit_change\(/)]);
  const removed = await statementsOf(() =>
    ola.get(
      "mutation ($id: ID!) { removeInbox(input: { inboxId: $id }) { inbox { id state } receipt { id signature } guide { steps } } }",
      { id },
    ),
  );
  expect(removed).toEqual([
    expect.stringMatching(/^select to_json\(i\)/),
    "select live from provider_account where account_key = $1",
    expect.stringMatching(/^select commit_change\(/),
  ]);
});

test("a list takes as many statements for 50 inboxes as for one", async () => {
  const [sofia, adam] = [await world().asMember("sofia"), await world().asMember("adam")];
  const sharedInboxId = await createShared(adam, "Many");
  const { id } = await connectQuietly(adam, "billing@imap.demo.test", { kind: "TEAM", sharedInboxId });
  const plain =
    "id address state version allowedActions providerAccess providerGuide { steps } currentGrant { id guide { steps } } owner { name } connectedBy { name } sharedInbox { name } disconnection { reason } health { lastCheckedAt }";
  const query = `{ inboxes(first: 50) { totalCount nodes { ${plain} } } }`;
  const one = await statementsOf(() => sofia.get(query));
  // The page, its count, the grants, the members, the shared inboxes.
  const kinds = [/^select i\.\*/, /^select count/, /^select \* from inbox_grant/, /^select m\.id/, /^select id as uuid, name/];
  expect(one, one.join("\n")).toHaveLength(kinds.length);
  for (const kind of kinds)
    expect(
      one.filter((text) => kind.test(text)),
      String(kind),
    ).toHaveLength(1);
  await world().database.query(
    `insert into inbox select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'address', n || i.address, 'address_key', n || i.address_key))).*
     from inbox i, generate_series(1, 60) n where i.id = $1`,
    [id.replace("inbox_", "")],
  );
  const many = await statementsOf(async () => {
    const { inboxes } = await sofia.get<{ inboxes: { totalCount: number; nodes: unknown[] } }>(query);
    expect([inboxes.totalCount, inboxes.nodes.length]).toEqual([61, 50]);
  });
  expect(many.toSorted()).toEqual(one.toSorted());
  await act(adam, "deleteChannel", id);
  const all = await statementsOf(() =>
    sofia.get(
      `{ inboxes(first: 50) { totalCount nodes { ${inboxFields} events(first: 1) { nodes { id } } checks(first: 1) { nodes { id } } } } }`,
    ),
  );
  // Each inbox's own events and checks are statements of their own: at most these two.
  expect(all.length).toBeLessThanOrEqual(5 + 2 * 50);
});

test("migrations and their inboxes take as many statements for many as for one", async () => {
  const [sofia, adam] = [await world().asMember("sofia"), await world().asMember("adam")];
  const sharedInboxId = await createShared(adam, "Moving");
  const { id } = await connectQuietly(adam, "spare@imap.demo.test", { kind: "TEAM", sharedInboxId });
  const fill = async (count: number): Promise<void> => {
    await world().database.query(
      `with new_migration as (
         insert into migration (workspace_id, id, domain, from_provider, to_provider, state, detected_at, version)
           select i.workspace_id, gen_random_uuid(), 'd' || $2 || '-' || n || '.test', 'IMAP', 'GOOGLE', 'CONFIRMED', i.created_at, 1 from inbox i, generate_series(1, $2) n where i.id = $1
           returning workspace_id, id)
       insert into migration_item (workspace_id, migration_id, inbox_id, address, address_key, state)
         select m.workspace_id, m.id, gen_random_uuid(), n || '@d.test', n || '@d.test', 'WAITING' from new_migration m, generate_series(1, 60) n`,
      [id.replace("inbox_", ""), count],
    );
  };
  const list = "{ migrations(first: 50) { nodes { id domain state evidence total waiting } pageInfo { hasNextPage } } }";
  await fill(1);
  const one = await statementsOf(() => sofia.get(list));
  expect(one).toHaveLength(1);
  await fill(60);
  const many = await statementsOf(async () => {
    const { migrations } = await sofia.get<{
      migrations: { nodes: { id: string; waiting: number }[]; pageInfo: { hasNextPage: boolean } };
    }>(list);
    expect([migrations.nodes.length, migrations.nodes[0]?.waiting, migrations.pageInfo.hasNextPage]).toEqual([50, 60, true]);
  });
  expect(many).toEqual(one);
  const { migrations } = await sofia.get<{ migrations: { nodes: { id: string }[] } }>("{ migrations(first: 1) { nodes { id } } }");
  const items = await statementsOf(async () => {
    const page = await sofia.get<{ migration: { items: { nodes: unknown[]; pageInfo: { hasNextPage: boolean } } } }>(
      `{ migration(id: "${migrations.nodes[0]?.id}") { items(first: 50, states: [WAITING, INVITED]) { nodes { address state inbox { id state } } pageInfo { hasNextPage } } } }`,
    );
    expect([page.migration.items.nodes.length, page.migration.items.pageInfo.hasNextPage]).toEqual([50, true]);
  });
  // The migration, the page of its items, their inboxes.
  expect(items).toHaveLength(3);
  await act(adam, "deleteChannel", id);
});

test("a health summary is one statement for each of its fields, and the incidents of a list are one", async () => {
  const sofia = await world().asMember("sofia");
  const all =
    "byState { state count } byDay { day } byReason { reason } providerAccessOpen incidents { id affected } medianTimeToReconnectSeconds";
  expect(await statementsOf(() => sofia.get(`{ healthSummary { ${all} } }`))).toHaveLength(6);
  expect(await statementsOf(() => sofia.get("{ healthSummary { byState { count } } }"))).toHaveLength(1);
  const list = await statementsOf(() => sofia.get("{ inboxes(first: 50) { nodes { id incident { id } } } }"));
  expect(list).toHaveLength(2);
  const told = await statementsOf(() => sofia.get("{ notifications(first: 50) { nodes { id incident { id } } } }"));
  expect(told.length).toBeLessThanOrEqual(3);
});

test("webhooks: a list with what was delivered takes as many statements for 60 as for one; making an endpoint writes once", async () => {
  const sofia = await world().asMember("sofia");
  const create = `mutation { createWebhookEndpoint(url: "https://hooks.example.com/") { secret endpoint { id } } }`;
  expect(await statementsOf(() => sofia.get(create))).toEqual([
    expect.stringMatching(/^select create_webhook_endpoint\(/),
    expect.stringMatching(/^select e\.workspace_id/),
  ]);
  const fill = (count: number): Promise<unknown> =>
    world().database.query(
      `insert into webhook_delivery (workspace_id, id, endpoint_id, event_id, event_number, inbox_id, type, body, created_at, state)
       select workspace_id, gen_random_uuid(), id, gen_random_uuid(), n, gen_random_uuid(), 'CONNECTED', '{}', created_at, 'FAILED' from webhook_endpoint, generate_series(1, $1) n`,
      [count],
    );
  const list =
    "{ webhookEndpoints { id types deliveries(first: 50, state: FAILED) { nodes { id lastError request { body } event { id } } pageInfo { hasNextPage } } } }";
  await fill(1);
  const one = await statementsOf(() => sofia.get(list));
  // The endpoints, and the page of deliveries; their events are one more, which counts as the log's.
  expect(one).toHaveLength(2);
  await fill(60);
  expect(await statementsOf(() => sofia.get(list))).toEqual(one);
});
