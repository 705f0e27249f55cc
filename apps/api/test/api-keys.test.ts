import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { scopes as allScopes } from "@relink/domain";
import { toGlobalId } from "../src/platform/global-id.ts";
import { createKeyClient, type KeyClient } from "./api-client.ts";
import { findFreePort, startApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connectImap, createShared, getInbox, imapLogin, removeFully, verbs } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();

interface ApiKeySeen {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}

const fields = "id name prefix scopes lastUsedAt expiresAt";
const create = `mutation ($name: String!, $scopes: [String!]!, $expiresAt: DateTime) { created: createApiKey(name: $name, scopes: $scopes, expiresAt: $expiresAt) { key apiKey { ${fields} } } }`;
const revoke = "mutation ($id: ID!) { revokeApiKey(id: $id) }";
const whoAmI = "{ viewer { member { id } role scopes workspace { slug } workspaces { slug } } }";
const unused = toGlobalId("key", "019a0000-0000-7000-8000-000000000000");

async function makeKey(scopes: readonly string[], name = "Exporter"): Promise<{ client: KeyClient; key: string; apiKey: ApiKeySeen }> {
  const sofia = await world().asMember("sofia");
  const { created } = await sofia.get<{ created: { key: string; apiKey: ApiKeySeen } }>(create, { name, scopes });
  return { ...created, client: createKeyClient(world().url, created.key) };
}

async function listKeys(): Promise<readonly ApiKeySeen[]> {
  return (await (await world().asMember("sofia")).get<{ apiKeys: ApiKeySeen[] }>(`{ apiKeys { ${fields} } }`)).apiKeys;
}

async function codeOf(client: KeyClient, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<string | null> {
  return (await client.ask(query, variables)).refusal?.code ?? null;
}

test("a key is shown once; only its hash is kept; it is a viewer without a member", async () => {
  const { client, key, apiKey } = await makeKey(["inboxes:write", "inboxes:read"]);
  expect(key).toMatch(/^rlk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
  expect(key.startsWith(`${apiKey.prefix}_`)).toBe(true);
  expect(apiKey).toMatchObject({ name: "Exporter", scopes: ["inboxes:read", "inboxes:write"], lastUsedAt: null, expiresAt: null });
  const { viewer } = await client.get<{ viewer: unknown }>(whoAmI);
  expect(viewer).toEqual({
    member: null,
    role: null,
    scopes: ["inboxes:read", "inboxes:write"],
    workspace: { slug: "demo" },
    workspaces: [{ slug: "demo" }],
  });
  const secret = key.slice(apiKey.prefix.length + 1);
  const [row] = await world().database.query<{ hash: string; everything: string }>(
    "select encode(secret_hash, 'hex') as hash, k::text as everything from api_key k where prefix = $1",
    [apiKey.prefix.slice(4)],
  );
  expect(row?.hash).toBe(createHash("sha256").update(secret).digest("hex"));
  expect(row?.everything).not.toContain(secret);
  expect((await listKeys()).find(({ id }) => id === apiKey.id)?.lastUsedAt).toEqual(expect.any(String));
  const audit = await world().database.query(
    "select actor_kind, actor_name, outcome from audit_entry where action = 'createApiKey' limit 1",
  );
  expect(audit).toEqual([{ actor_kind: "MEMBER", actor_name: "sofia", outcome: "DONE" }]);
});

test("a wrong secret, a foreign prefix, no key of ours, an expired one: nobody asks; a cookie beside it does not help", async () => {
  const { key, apiKey } = await makeKey(["inboxes:read"]);
  const wrong = `${apiKey.prefix}_${"A".repeat(43)}`;
  for (const text of [wrong, key.slice(0, -1), `${key}x`, "rlk_", "x", key.replace("rlk_", "RLK_")]) {
    expect(await codeOf(createKeyClient(world().url, text), whoAmI), text.slice(0, 20)).toBe("UNAUTHENTICATED");
  }
  const { cookie } = await world().asMember("sofia");
  const ask = async (authorization: string): Promise<unknown> => {
    const headers = { "content-type": "application/json", cookie, authorization };
    return (
      await fetch(`${world().url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query: "{ viewer { role } }" }) })
    ).json();
  };
  expect(await ask(`Bearer ${wrong}`)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  // A proxy's own sign-in says nothing to us.
  expect(await ask("Basic dXNlcjpwYXNz")).toMatchObject({ data: { viewer: { role: "SUPER_ADMIN" } } });
  await world().database.query("update api_key set expires_at = now() - interval '1 second' where prefix = $1", [apiKey.prefix.slice(4)]);
  expect(await codeOf(createKeyClient(world().url, key), whoAmI)).toBe("UNAUTHENTICATED");
});

test("only super admins manage keys, a key never does, and what they give is judged", async () => {
  const [adam, olga, sofia] = [await world().asMember("adam"), await world().asMember("olga"), await world().asMember("sofia")];
  const { client, apiKey } = await makeKey(allScopes);
  for (const asker of [adam, client]) {
    expect(await codeOf(asker, "{ apiKeys { id } }")).toBe("FORBIDDEN");
    expect(await codeOf(asker, create, { name: "x", scopes: ["inboxes:read"] })).toBe("FORBIDDEN");
    expect(await codeOf(asker, revoke, { id: apiKey.id })).toBe("FORBIDDEN");
  }
  expect((await olga.refused(revoke, { id: apiKey.id })).code).toBe("NOT_FOUND");
  expect((await sofia.refused(revoke, { id: unused })).code).toBe("NOT_FOUND");
  for (const [field, variables] of [
    ["name", { name: " ", scopes: ["inboxes:read"] }],
    ["name", { name: "x".repeat(81), scopes: ["inboxes:read"] }],
    ["scopes", { name: "x", scopes: [] }],
    ["scopes", { name: "x", scopes: ["inboxes:read", "all"] }],
    ["expiresAt", { name: "x", scopes: ["inboxes:read"], expiresAt: "2020-01-01T00:00:00Z" }],
  ] as const)
    expect(await sofia.refused(create, variables)).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field } });
});

test("a hundred keys at most, also when many are made at once", async () => {
  const olga = await world().asMember("olga");
  await world().database.query(
    `insert into api_key (workspace_id, id, name, prefix, secret_hash, scopes, created_by, created_at)
    select $1, gen_random_uuid(), 'k' || n, 'filler' || n, '\\x00', '{inboxes:read}', $2, now() from generate_series(1, 97) n`,
    [world().ids.olga.workspaceId, world().ids.olga.memberId],
  );
  const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => olga.ask(create, { name: `more ${n}`, scopes: ["inboxes:read"] })));
  expect(answers.filter(({ refusal }) => refusal === null)).toHaveLength(3);
  expect(answers.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual(["BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT"]);
  expect((await olga.get<{ apiKeys: unknown[] }>("{ apiKeys { id } }")).apiKeys).toHaveLength(100);
});

test("a revoked key is out at once, on every process, and what it follows ends within seconds", async () => {
  const port = String(await findFreePort());
  const second = await startApi({ ...world().variables, PORT: port, PUBLIC_URL: `http://localhost:${port}` });
  try {
    const { client, key, apiKey } = await makeKey(["events:subscribe"]);
    const elsewhere = createKeyClient(second.url, key);
    const live = client.follow("subscription { inboxEvents { type } }");
    expect(await codeOf(elsewhere, whoAmI)).toBeNull();
    await (await world().asMember("sofia")).get(revoke, { id: apiKey.id });
    expect(await codeOf(client, whoAmI)).toBe("UNAUTHENTICATED");
    expect(await codeOf(elsewhere, whoAmI)).toBe("UNAUTHENTICATED");
    await until(() => live.failure !== null, "the subscription ends");
    expect(live.failure?.code).toBe("UNAUTHENTICATED");
    expect((await listKeys()).map(({ id }) => id)).not.toContain(apiKey.id);
    // Once more changes nothing, and is in the audit log once.
    await (await world().asMember("sofia")).get(revoke, { id: apiKey.id });
    expect(await world().database.query("select 1 from audit_entry where action = 'revokeApiKey'")).toHaveLength(1);
  } finally {
    await second.close();
  }
});

test("each scope opens its own row of the table, and nothing beside it", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const reading = {
    inbox: "query ($id: ID!) { inbox(id: $id) { address } }",
    inboxes: "{ inboxes { nodes { id } } }",
    shared: "{ sharedInboxes { id } }",
  };
  const own = { notifications: "{ notifications { unreadCount } }", read: "mutation { markNotificationsRead(ids: []) { id } }" };
  for (const scope of allScopes) {
    const { client } = await makeKey([scope], scope);
    for (const query of Object.values(reading))
      expect(await codeOf(client, query, { id }), `${scope} ${query}`).toBe(scope === "inboxes:read" ? null : "FORBIDDEN");
    for (const query of Object.values(own)) expect(await codeOf(client, query), `${scope} ${query}`).toBe("FORBIDDEN");
    const follows = scope === "events:subscribe" || scope === "inboxes:read";
    expect(await codeOf(client, "{ inboxEvents { nodes { id } } }"), scope).toBe(follows ? null : "FORBIDDEN");
    expect(await codeOf(client, verbs.turnOn, { input: { inboxId: id } }), scope).toBe("FORBIDDEN");
    expect(await codeOf(client, verbs.connectImap, { input: imapLogin(world(), "mine@imap.demo.test") }), scope).toBe("FORBIDDEN");
    expect(await codeOf(client, 'mutation { setMemberRole(memberId: "x", role: ADMIN) { id } }'), scope).toBe("FORBIDDEN");
    if (scope !== "inboxes:write") expect(await codeOf(client, verbs.turnOff, { input: { inboxId: id } }), scope).toBe("FORBIDDEN");
    const live = client.follow("subscription { inboxEvents { type } }");
    const notices = client.follow("subscription { notificationAdded { id } }");
    await until(() => notices.failure !== null && (scope === "events:subscribe" || live.failure !== null), `${scope}: refused live`);
    expect([notices.failure?.code, live.failure?.code ?? null], scope).toEqual([
      "FORBIDDEN",
      scope === "events:subscribe" ? null : "FORBIDDEN",
    ]);
  }
  await removeFully(ola, id);
});

test("a key with inboxes:write acts without reading; its name stands in the log and in the audit", async () => {
  const [ola, sofia] = [await world().asMember("ola"), await world().asMember("sofia")];
  const { client, apiKey } = await makeKey(["inboxes:write"], "Off switch");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const off = { input: { inboxId: id, idempotencyKey: "once" } };
  expect(await client.get(verbs.turnOff, off)).toMatchObject({ done: { inbox: { state: "OFF", allowedActions: ["REMOVE"] } } });
  expect(await client.get(verbs.turnOff, off)).toMatchObject({ done: { inbox: { id } } });
  const { inbox } = await sofia.get<{ inbox: { events: { nodes: unknown[] } } }>(
    "query ($id: ID!) { inbox(id: $id) { events(first: 1) { nodes { type actorKind actorName actor { id } } } } }",
    { id },
  );
  expect(inbox.events.nodes).toEqual([{ type: "TURNED_OFF", actorKind: "API_KEY", actorName: "Off switch", actor: null }]);
  const [audit] = await world().database.query<{ actor_kind: string; actor_id: string }>(
    "select actor_kind, actor_id from audit_entry where action = 'turnOffInbox' and actor_name = 'Off switch'",
  );
  expect([audit?.actor_kind, toGlobalId("key", audit?.actor_id ?? "")]).toEqual(["API_KEY", apiKey.id]);
  expect(await client.get("query ($id: ID!) { removalImpact(inboxId: $id) { grantStaysInUse consumers { name } } }", { id })).toMatchObject(
    { removalImpact: { consumers: [] } },
  );
  await act(ola, "remove", id);
  const shared = 'mutation { createSharedInbox(name: "Made twice", idempotencyKey: "twice") { id name } }';
  const first = await client.get<{ createSharedInbox: { id: string; name: string } }>(shared);
  expect(first.createSharedInbox.name).toBe("Made twice");
  expect(await client.get(shared)).toEqual(first);
});

test("a key connects a team channel; the member column stays empty", async () => {
  const [sofia, { client }] = [await world().asMember("sofia"), await makeKey(["inboxes:write", "inboxes:read"], "Builder")];
  const sharedInboxId = (await client.get<{ createSharedInbox: { id: string } }>('mutation { createSharedInbox(name: "By key") { id } }'))
    .createSharedInbox.id;
  const input = imapLogin(world(), "billing@imap.demo.test", { kind: "TEAM", sharedInboxId });
  const { done } = await client.get<{ done: { inbox: { id: string } } }>(verbs.connectImap, { input });
  expect(await getInbox(sofia, done.inbox.id)).toMatchObject({ state: "CONNECTED" });
  expect(
    await client.get("query ($id: ID!) { inbox(id: $id) { connectedBy { id } sharedInbox { name } } }", { id: done.inbox.id }),
  ).toEqual({ inbox: { connectedBy: null, sharedInbox: { name: "By key" } } });
  await act(sofia, "deleteChannel", done.inbox.id);
});

test("events without inboxes:read carry no inbox; receipts are read with the key", async () => {
  const ola = await world().asMember("ola");
  const [follower, reader] = [
    await makeKey(["events:subscribe"], "Follower"),
    await makeKey(["events:subscribe", "inboxes:read"], "Reader"),
  ];
  const query = "subscription ($after: Cursor) { inboxEvents(after: $after) { type inboxId inbox { id } actor { id } } }";
  const { logHead: after } = await follower.client.get<{ logHead: string }>("{ logHead }");
  const [blind, seeing] = [follower, reader].map(({ client }) => client.follow<{ inboxEvents: Record<string, unknown> }>(query, { after }));
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  await Promise.all([blind?.has(1), seeing?.has(1)]);
  expect(blind?.seen[0]?.inboxEvents).toMatchObject({ inboxId: id, inbox: null, actor: null });
  expect(seeing?.seen[0]?.inboxEvents).toMatchObject({ inboxId: id, inbox: { id }, actor: { id: world().memberId("ola") } });
  const { receipts } = await removeFully(ola, id);
  const fetchReceipt = async (key: string): Promise<number> =>
    (await fetch(receipts[0]?.jsonUrl ?? "", { headers: { authorization: `Bearer ${key}` } })).status;
  expect([await fetchReceipt(reader.key), await fetchReceipt(follower.key), await fetchReceipt("rlk_x")]).toEqual([200, 404, 401]);
});

test("a key hears hints of its own scopes' things alone", async () => {
  const { client } = await makeKey(["events:subscribe", "inboxes:read"]);
  const changed = "subscription ($topics: [Topic!]!) { changed(topics: $topics) { topic } }";
  for (const topic of ["API_KEY", "AUDIT", "NOTIFICATION", "WEBHOOK", "INVITATION"]) {
    const live = client.follow(changed, { topics: [topic] });
    await until(() => live.failure !== null, `${topic} is refused`);
    expect(live.failure?.code, topic).toBe("FORBIDDEN");
  }
  const sofia = await world().asMember("sofia");
  const live = client.follow<{ changed: { topic: string } }>(changed, { topics: ["SHARED_INBOX"] });
  let made = 0;
  await until(async () => (await createShared(sofia, `Hint ${(made += 1)}`), live.seen.length > 0), "a hint comes");
  expect(live.seen[0]?.changed.topic).toBe("SHARED_INBOX");
});
