import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connectImap, createShared, inboxFields } from "./inbox-steps.ts";

// Without workers, whose statements come at any time.
const world = useApiWorld({ role: "api" });
const heard: string[] = [];
const original = pg.Client.prototype.query;

/** The transport's own: who asks, and the hints to other processes. */
const aside =
  /^(listen|notify)|pg_notify|pg_stat_activity|from session s|from workspace_log|inbox_event where workspace_id = \$1 and number|^select 1$/i;

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
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const off = await statementsOf(() =>
    ola.get("mutation ($id: ID!) { turnOffInbox(input: { inboxId: $id }) { inbox { id state version allowedActions } } }", { id }),
  );
  expect(off).toEqual([expect.stringMatching(/^select i\.\*/), "select commit_change($1, $2::jsonb)"]);
  const removed = await statementsOf(() =>
    ola.get(
      "mutation ($id: ID!) { removeInbox(input: { inboxId: $id }) { inbox { id state } receipt { id signature } guide { steps } } }",
      { id },
    ),
  );
  expect(removed).toEqual([
    expect.stringMatching(/^select i\.\*/),
    "select live from provider_account where account_key = $1",
    "select commit_change($1, $2::jsonb)",
  ]);
});

test("a list takes as many statements for 50 inboxes as for one", async () => {
  const [sofia, adam] = [await world().asMember("sofia"), await world().asMember("adam")];
  const sharedInboxId = await createShared(adam, "Many");
  const { id } = await connectImap(world(), adam, "billing@imap.demo.test", { kind: "TEAM", sharedInboxId });
  const plain =
    "id address state version allowedActions providerAccess providerGuide { steps } currentGrant { id guide { steps } } owner { name } connectedBy { name } sharedInbox { name } disconnection { reason } health { lastCheckedAt }";
  const query = `{ inboxes(first: 50) { totalCount nodes { ${plain} } } }`;
  const one = await statementsOf(() => sofia.get(query));
  // The page, its count, the grants, the members, the shared inboxes.
  const kinds = [/^select i\.\*/, /^select count/, /^select \* from inbox_grant/, /^select m\.id/, /^select id as uuid, name/];
  expect(one).toHaveLength(kinds.length);
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
