import pg from "pg";
import { describe, expect, test } from "vitest";
import { createKeyClient, type KeyClient, type MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, createShared, getAttempt, getInbox, imapLogin, removeFully, verbs, walk } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();
const inboxIdOf = (id: string): string => id.replace("inbox_", "");

async function beginReconnect(client: Pick<MemberClient, "get">, inboxId: string): Promise<{ authorizationUrl: string; id: string }> {
  const { done } = await client.get<{ done: { authorizationUrl: string; attempt: { id: string } } }>(verbs.reconnect, {
    input: { inboxId },
  });
  return { authorizationUrl: done.authorizationUrl, id: done.attempt.id };
}

async function expectFinal(member: MemberClient, id: string): Promise<void> {
  const { state, allowedActions } = await getInbox(member, id);
  expect([state, allowedActions.includes("RECONNECT")]).toEqual(["REMOVED", false]);
  const refusal = await member.refused(verbs.reconnect, { input: { inboxId: id } });
  expect(refusal).toMatchObject({ code: "TRANSITION_NOT_ALLOWED", extensions: { state: "REMOVED", allowedActions } });
}

/** Somebody else who is about to store a change of the inbox. */
async function lockRow(id: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: world().ownerUrl });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("begin");
  await client.query("select 1 from inbox where id = $1 for no key update", [inboxIdOf(id)]);
  return client;
}

async function untilOneWaits(statement: string): Promise<void> {
  const sql = `select 1 from pg_stat_activity
    where wait_event_type = 'Lock' and datname = current_database() and position($1 in query) > 0 and pid <> pg_backend_pid()`;
  await until(async () => (await world().database.query(sql, [statement])).length > 0, `${statement} waits`);
}

describe("a removed inbox whose address is connected anew", () => {
  test("is final while the new one lives, and once that is removed too: only that one comes back", async () => {
    const ola = await world().asMember("ola");
    const old = await connect(ola, "new@google.demo.test");
    await removeFully(ola, old.id);
    expect((await getInbox(ola, old.id)).allowedActions).toContain("RECONNECT");
    const next = await connect(ola, "NEW@google.demo.test");
    await expectFinal(ola, old.id);
    await removeFully(ola, next.id);
    await expectFinal(ola, old.id);
    await walk((await beginReconnect(ola, next.id)).authorizationUrl, "new@google.demo.test");
    expect(await getInbox(ola, next.id)).toMatchObject({ state: "CONNECTED" });
  });

  test("so at IMAP servers, for a list and for whoever begins with a password", async () => {
    const ola = await world().asMember("ola");
    const address = "ola@imap.demo.test";
    const old = await connectImap(world(), ola, address);
    await removeFully(ola, old.id);
    const next = await connectImap(world(), ola, address);
    await removeFully(ola, next.id);
    const list = `{ inboxes(filter: { states: [REMOVED], search: "${address}" }) { nodes { id allowedActions } } }`;
    const { inboxes } = await ola.get<{ inboxes: { nodes: { id: string; allowedActions: string[] }[] } }>(list);
    const back = inboxes.nodes.filter(({ allowedActions }) => allowedActions.includes("RECONNECT")).map(({ id }) => id);
    expect([inboxes.nodes.length, back]).toEqual([2, [next.id]]);
    const { kind: _kind, address: _address, ...login } = imapLogin(world(), address);
    const refusal = await ola.refused(verbs.reconnectImap, { input: { ...login, inboxId: old.id } });
    expect(refusal.code).toBe("TRANSITION_NOT_ALLOWED");
    const { done } = await ola.get<{ done: { inbox: { state: string } } }>(verbs.reconnectImap, {
      input: { ...login, inboxId: next.id },
    });
    expect(done.inbox.state).toBe("CONNECTED");
  });

  test("is not final by a try that nobody completes", async () => {
    const ola = await world().asMember("ola");
    const old = await connect(ola, "second@google.demo.test");
    await removeFully(ola, old.id);
    const input = { kind: "PERSONAL", provider: "GOOGLE", address: "second@google.demo.test" };
    const { done } = await ola.get<{ done: { inbox: { id: string } } }>(verbs.connect, { input });
    expect((await getInbox(ola, old.id)).allowedActions).toContain("RECONNECT");
    await act(ola, "remove", done.inbox.id);
    expect((await getInbox(ola, old.id)).allowedActions).toContain("RECONNECT");
  });

  test("does not come back by a reconnection that began before, though the new one was removed by then", async () => {
    const ola = await world().asMember("ola");
    const old = await connect(ola, "third@google.demo.test");
    await removeFully(ola, old.id);
    const begun = await beginReconnect(ola, old.id);
    const next = await connect(ola, "third@google.demo.test");
    await removeFully(ola, next.id);
    await walk(begun.authorizationUrl, "third@google.demo.test");
    expect(await getAttempt(ola, begun.id)).toMatchObject({ state: "FAILED", failure: "SUPERSEDED", inbox: { state: "REMOVED" } });
    await expectFinal(ola, old.id);
  });

  test("whoever is first at the same moment has the address: a connection waits for a reconnection that is about to be stored", async () => {
    const ola = await world().asMember("ola");
    const address = "spare@imap.demo.test";
    const old = await connectImap(world(), ola, address);
    await removeFully(ola, old.id);
    const reconnection = await lockRow(old.id);
    const connecting = ola.refused(verbs.connectImap, { input: imapLogin(world(), address) });
    await untilOneWaits("replace_removed");
    await reconnection.query("update inbox set state = 'CONNECTED', grant_id = newest_ended_grant_id where id = $1", [inboxIdOf(old.id)]);
    await reconnection.query("commit");
    await reconnection.end();
    expect((await connecting).code).toBe("ADDRESS_IN_USE");
  });

  test("does not come back by a reconnection that read it just before: the database itself refuses", async () => {
    const ola = await world().asMember("ola");
    const address = "billing@imap.demo.test";
    const old = await connectImap(world(), ola, address);
    await removeFully(ola, old.id);
    const connection = await lockRow(old.id);
    const { kind: _kind, address: _address, ...login } = imapLogin(world(), address);
    const reconnecting = ola.refused(verbs.reconnectImap, { input: { ...login, inboxId: old.id } });
    await untilOneWaits("commit_change");
    await connection.query("update inbox set replaced = true where id = $1", [inboxIdOf(old.id)]);
    await connection.query("commit");
    await connection.end();
    expect((await reconnecting).code).toBe("CONFLICT");
    await expectFinal(ola, old.id);
  });
});

test("a key reconnects a removed channel, as it reconnects any other; never a personal inbox (decision 0029)", async () => {
  const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
  const create = 'mutation { made: createApiKey(name: "Provisioning", scopes: ["inboxes:write", "inboxes:read"]) { key } }';
  const key: KeyClient = createKeyClient(world().url, (await sofia.get<{ made: { key: string } }>(create)).made.key);
  const sharedInboxId = await createShared(sofia, "Support");
  const channel = await connect(sofia, "support@google.demo.test", { kind: "TEAM", sharedInboxId });
  await act(sofia, "deleteChannel", channel.id);
  const own = await connectImap(world(), ola, "billing@imap.demo.test");
  await removeFully(ola, own.id);
  const query = "query ($id: ID!) { inbox(id: $id) { allowedActions } }";
  const actionsOf = async (id: string) => (await key.get<{ inbox: { allowedActions: string[] } }>(query, { id })).inbox.allowedActions;
  expect([(await actionsOf(channel.id)).includes("RECONNECT"), (await actionsOf(own.id)).includes("RECONNECT")]).toEqual([true, false]);
  expect((await key.refused(verbs.reconnect, { input: { inboxId: own.id } })).code).toBe("FORBIDDEN");
  await walk((await beginReconnect(key, channel.id)).authorizationUrl, "support@google.demo.test");
  expect(await getInbox(sofia, channel.id)).toMatchObject({ state: "CONNECTED" });
});
