import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { connectImap } from "./inbox-steps.ts";

const world = useApiWorld({ role: "api" });
const turnOff =
  "mutation ($id: ID!, $key: String) { turnOffInbox(input: { inboxId: $id, idempotencyKey: $key }) { inbox { state version } } }";

async function rowsOf<Row extends object>(text: string, ...values: readonly unknown[]): Promise<Row[]> {
  return world().database.query<Row>(text, values);
}

/** A connected inbox in trouble, with an open link: all that turning off must clear. */
async function connectTroubled(address: string) {
  const ola = await world().asMember("ola");
  const { id: publicId } = await connectImap(world(), ola, address);
  const id = publicId.replace("inbox_", "");
  await rowsOf("update inbox set state = 'FAILING' where id = $1", id);
  await rowsOf(
    `update inbox_health set consecutive_failures = 3, refusal_reason = 'AUTH_FAILED', refusal_code = 'x', refused_at = now(), uncoded_refusals = 2,
       last_latency_ms = 77, uid_next = '9' where inbox_id = $1`,
    id,
  );
  await rowsOf(
    `insert into link (workspace_id, id, kind, inbox_id, locale, created_by_name, created_at, expires_at)
       select workspace_id, $2, 'RECONNECT', id, 'en', 'Ola', now(), now() + interval '1 day' from inbox where id = $1`,
    id,
    randomUUID(),
  );
  return { ola, publicId, id };
}

/** All that a change of this inbox may write. */
async function readAll(id: string) {
  const [inbox] = await rowsOf(
    "select state, version, reason, disconnected_at, provider_access, grant_id is not null as granted from inbox where id = $1",
    id,
  );
  const [health] = await rowsOf(
    `select next_check_at, consecutive_failures, refusal_reason, refusal_code, refused_at, uncoded_refusals, last_latency_ms, uid_next
       from inbox_health where inbox_id = $1`,
    id,
  );
  const [counts] = await rowsOf(
    `select (select count(*)::int from due_check where inbox_id = $1) as due, (select count(*)::int from link where inbox_id = $1 and withdrawn_at is null) as links,
       (select count(*)::int from audit_entry where target_id = $1 and action = 'turnOffInbox') as audits,
       (select count(*)::int from inbox_event where inbox_id = $1 and type = 'TURNED_OFF') as events`,
    id,
  );
  return { inbox, health, counts };
}

test("turning off clears the trouble, what was due and the open links, and leaves event, audit entry and key", async () => {
  const { ola, publicId, id } = await connectTroubled("ola@imap.demo.test");
  const before = await readAll(id);
  expect(before.counts).toEqual({ due: 1, links: 1, audits: 0, events: 0 });
  const [{ last_number: last } = { last_number: "" }] = await rowsOf<{ last_number: string }>("select last_number from workspace_log");
  await ola.get(turnOff, { id: publicId, key: "first" });
  const after = await readAll(id);
  expect(after.inbox).toEqual({ ...before.inbox, state: "OFF", version: Number(Object(before.inbox).version) + 1 });
  expect(after.health).toEqual({
    ...before.health,
    next_check_at: null,
    consecutive_failures: 0,
    refusal_reason: null,
    refusal_code: null,
    refused_at: null,
    uncoded_refusals: 0,
  });
  expect(after.counts).toEqual({ due: 0, links: 0, audits: 1, events: 1 });
  const events = await rowsOf<{ number: string; body: string }>(
    "select e.*, e.owner_id = i.owner_id as owned from inbox_event e join inbox i on i.id = e.inbox_id where i.id = $1 and e.type = 'TURNED_OFF'",
    id,
  );
  expect(events).toMatchObject([
    { number: String(Number(last) + 1), inbox_version: Object(after.inbox).version, kind: "PERSONAL", owned: true, shared_inbox_id: null },
  ]);
  expect(JSON.parse(events[0]?.body ?? "")).toMatchObject({
    type: "TURNED_OFF",
    fromState: "FAILING",
    toState: "OFF",
    inboxId: publicId,
    actorKind: "MEMBER",
  });
  expect(await rowsOf("select mutation, result from idempotency_key where key = 'first'")).toEqual([
    { mutation: "turnOffInbox", result: {} },
  ]);
});

test("a key that is taken, or a version that moved on, leaves nothing behind", async () => {
  const { id } = await connectTroubled("billing@imap.demo.test");
  const before = await readAll(id);
  const [log] = await rowsOf("select last_number from workspace_log");
  const commit = (version: number, key: string) =>
    rowsOf(
      `select commit_turned_off(workspace_id, id, $2, $2 + 1, now(), gen_random_uuid(), kind, owner_id, connected_by, shared_inbox_id, owner_id, '{}',
         gen_random_uuid(), 'MEMBER', owner_id, 'Ola', 'turnOffInbox', null, 'DONE', 'member:ola', $3, 'hash', '{}', now() + interval '1 day')
       from inbox where id = $1`,
      id,
      version,
      key,
    );
  const version: number = Object(before.inbox).version;
  await rowsOf(
    "insert into idempotency_key select workspace_id, 'member:ola', 'turnOffInbox', 'taken', 'hash', '{}', now() + interval '1 hour' from inbox where id = $1",
    id,
  );
  await expect(commit(version, "taken")).rejects.toMatchObject({ code: "RL003" });
  await expect(commit(version - 1, "free")).rejects.toMatchObject({ code: "RL001" });
  expect(await readAll(id)).toEqual(before);
  expect(await rowsOf("select last_number from workspace_log")).toEqual([log]);
  expect(await rowsOf("select 1 from idempotency_key where key = 'free'")).toEqual([]);
  // One that has run out is free again.
  await rowsOf("update idempotency_key set expires_at = now() - interval '1 hour' where key = 'taken'");
  await commit(version, "taken");
  expect((await readAll(id)).inbox).toMatchObject({ state: "OFF", version: version + 1 });
});
