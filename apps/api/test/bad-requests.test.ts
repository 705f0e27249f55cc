import { expect, test } from "vitest";
import { toConnectionCursor } from "../src/platform/connection-cursor.ts";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, createShared, getInbox, imapLogin, verbs, type Verb } from "./inbox-steps.ts";

const world = useApiWorld();
const uuidHex = "0198c0000000700080000000000000aa";

async function version(member: MemberClient, id: string): Promise<number> {
  return (await getInbox(member, id)).version;
}

test("what a state does not allow says which state, and what is possible instead", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const refused = async (verb: Verb) => (await ola.refused(verbs[verb], { input: { inboxId: id } })).extensions;
  expect(await refused("remove")).toMatchObject({
    code: "TRANSITION_NOT_ALLOWED",
    state: "CONNECTED",
    action: "REMOVE",
    allowedActions: ["TURN_OFF", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"],
  });
  expect(await refused("turnOn")).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
  for (const verb of ["confirm", "verify", "revoke"] as const)
    expect(await refused(verb)).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
  const grantId = (await getInbox(ola, id)).currentGrant?.id;
  expect(await ola.refused(verbs.verify, { input: { inboxId: id, grantId } })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
  await act(ola, "turnOff", id);
  for (const verb of ["turnOff", "check"] as const)
    expect(await refused(verb)).toMatchObject({ code: "TRANSITION_NOT_ALLOWED", state: "OFF" });
  await act(ola, "remove", id);
  for (const verb of ["turnOff", "turnOn", "remove", "check"] as const)
    expect(await refused(verb)).toMatchObject({ code: "TRANSITION_NOT_ALLOWED", state: "REMOVED" });
  expect(await version(ola, id)).toBe(5);
});

test("what a role does not allow is FORBIDDEN where the inbox may be seen, and NOT_FOUND where it may not", async () => {
  const [sofia, adam, ola, bruno, olga] = await Promise.all(
    (["sofia", "adam", "ola", "bruno", "olga"] as const).map((name) => world().asMember(name)),
  );
  const { id } = await connectImap(world(), ola!, "ola@imap.demo.test");
  const sharedInboxId = await createShared(adam!, "Billing");
  const team = await connectImap(world(), adam!, "billing@imap.demo.test", { kind: "TEAM", sharedInboxId });
  const code = async (member: MemberClient, verb: Verb, inboxId: string) =>
    (await member.refused(verbs[verb], { input: { inboxId } })).code;
  for (const verb of ["turnOff", "turnOn", "remove", "check", "confirm", "verify", "revoke", "deleteChannel", "reconnect"] as const) {
    expect([verb, await code(bruno!, verb, id)]).toEqual([verb, "NOT_FOUND"]);
    expect([verb, await code(olga!, verb, id)]).toEqual([verb, "NOT_FOUND"]);
    expect([verb, await code(adam!, verb, id)]).toEqual([verb, "FORBIDDEN"]);
    expect([verb, await code(olga!, verb, team.id)]).toEqual([verb, "NOT_FOUND"]);
    expect([verb, await code(bruno!, verb, team.id)]).toEqual([verb, "FORBIDDEN"]);
  }
  expect(await code(sofia!, "reconnect", id)).toBe("FORBIDDEN");
  expect(await code(sofia!, "turnOn", id)).toBe("FORBIDDEN");
  expect(await code(sofia!, "deleteChannel", id)).toBe("FORBIDDEN");
  expect(await bruno!.refused('mutation { createSharedInbox(name: "Mine") { id } }')).toMatchObject({ code: "FORBIDDEN" });
  expect(
    await ola!.refused(verbs.connectImap, { input: imapLogin(world(), "new@imap.demo.test", { kind: "TEAM", sharedInboxId }) }),
  ).toMatchObject({ code: "FORBIDDEN" });
  const nobody = await fetch(`${world().url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ inboxes { totalCount } }" }),
  });
  expect(await nobody.json()).toMatchObject({ data: { inboxes: null }, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  expect(await version(ola!, id)).toBe(2);
  expect((await act(sofia!, "turnOff", id)).inbox.state).toBe("OFF");
  expect((await act(sofia!, "remove", id)).inbox.state).toBe("REMOVED");
  await act(adam!, "deleteChannel", team.id);
});

test("a stale version is a CONFLICT that tells the version now", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "spare@imap.demo.test");
  for (const expectedVersion of [1, 3, -1, 2_147_483_647]) {
    expect(await ola.refused(verbs.turnOff, { input: { inboxId: id, expectedVersion } })).toMatchObject({
      code: "CONFLICT",
      extensions: { version: 2 },
    });
  }
  expect((await act(ola, "turnOff", id, { expectedVersion: 2 })).inbox.version).toBe(3);
  const answers = await Promise.all(Array.from({ length: 5 }, () => ola.ask(verbs.remove, { input: { inboxId: id, expectedVersion: 3 } })));
  expect(answers.map(({ refusal }) => refusal?.code ?? "DONE").toSorted()).toEqual([
    "CONFLICT",
    "CONFLICT",
    "CONFLICT",
    "CONFLICT",
    "DONE",
  ]);
});

test("ids that are malformed, of another type or of nothing are as if missing; forged cursors are refused", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "second@google.demo.test");
  const bad = [
    "",
    "inbox_",
    `inbox_${uuidHex}`,
    id.replace("inbox_", "grant_"),
    id.toUpperCase(),
    `${id}0`,
    "inbox_'; drop table inbox; --",
    "\u0000",
    "💥".repeat(200),
    world().memberId("ola"),
  ];
  for (const one of bad) {
    for (const field of ["inbox", "connectionAttempt", "receipt", "sharedInbox"]) {
      expect(await ola.ask(`query ($id: ID!) { it: ${field}(id: $id) { id } }`, { id: one })).toMatchObject({
        data: { it: null },
        refusal: null,
      });
    }
    if (!one.startsWith("member_")) expect(await ola.get("query ($id: ID!) { node(id: $id) { id } }", { id: one })).toEqual({ node: null });
    expect(await ola.get("query ($id: ID!) { removalImpact(inboxId: $id) { grantStaysInUse } }", { id: one })).toEqual({
      removalImpact: null,
    });
    for (const verb of ["turnOff", "remove", "verify", "reconnect"] as const)
      expect((await ola.refused(verbs[verb], { input: { inboxId: one } })).code).toBe("NOT_FOUND");
    expect((await ola.refused(verbs.cancel, { id: one })).code).toBe("NOT_FOUND");
    expect((await fetch(`${world().url}/receipts/${encodeURIComponent(one)}.json`, { headers: { cookie: ola.cookie } })).status).toBeOneOf([
      404, 414,
    ]);
    expect(
      (await ola.ask("query ($id: ID!) { inboxes(filter: { sharedInboxId: $id, ownerId: $id }) { totalCount } }", { id: one })).refusal,
    ).toBeNull();
    expect(
      (await ola.ask("query ($id: ID!) { inboxEvents(filter: { inboxId: $id, sharedInboxId: $id }) { nodes { id } } }", { id: one }))
        .refusal,
    ).toBeNull();
    expect((await ola.refused("mutation ($ids: [ID!]!) { markNotificationsRead(ids: $ids) { id } }", { ids: [one] })).code).toBe(
      "NOT_FOUND",
    );
  }
  const forged = [
    "",
    "x",
    "💥",
    "A".repeat(3_000),
    toConnectionCursor("inboxes.ADDRESS.ASC", ["a", "not-a-uuid"]),
    toConnectionCursor("inboxes.ADDRESS.ASC", ["a\u0000b", "0198c000-0000-7000-8000-0000000000aa"]),
  ];
  const created = toConnectionCursor("inboxes.CREATED_AT.DESC", ["yesterday", "0198c000-0000-7000-8000-0000000000aa"]);
  for (const after of forged) {
    expect((await ola.refused("query ($after: String) { inboxes(after: $after) { totalCount } }", { after })).code).toBe("BAD_USER_INPUT");
    expect((await ola.refused("query ($after: String) { notifications(after: $after) { unreadCount } }", { after })).code).toBe(
      "BAD_USER_INPUT",
    );
    expect(
      (await ola.refused("query ($id: ID!, $after: String) { inbox(id: $id) { checks(after: $after) { nodes { id } } } }", { id, after }))
        .code,
    ).toBe("BAD_USER_INPUT");
    expect((await ola.refused("query ($after: Cursor) { inboxEvents(after: $after) { nodes { id } } }", { after })).code).toBe(
      "BAD_USER_INPUT",
    );
    const following = ola.follow("subscription ($after: Cursor) { inboxEvents(after: $after) { id } }", { after });
    await following.has(1);
    expect(following.failure?.code).toBe("BAD_USER_INPUT");
  }
  expect(
    (
      await ola.refused(
        "query ($after: String) { inboxes(orderBy: { field: CREATED_AT, direction: DESC }, after: $after) { totalCount } }",
        { after: created },
      )
    ).code,
  ).toBe("BAD_USER_INPUT");
  for (const first of [0, -1, 201, 2_147_483_647]) {
    expect((await ola.refused("query ($first: Int) { inboxes(first: $first) { totalCount } }", { first })).code).toBe("BAD_USER_INPUT");
  }
});

test("texts with control characters, or longer than anything honest, are refused and never a failure of ours", async () => {
  const [ola, adam] = [await world().asMember("ola"), await world().asMember("adam")];
  for (const search of ["a\u0000b", "x".repeat(100_000)]) {
    expect((await ola.refused("query ($s: String) { inboxes(filter: { search: $s }) { totalCount } }", { s: search })).code).toBe(
      "BAD_USER_INPUT",
    );
    expect((await ola.refused("query ($s: String) { inboxes(filter: { domain: $s }) { totalCount } }", { s: search })).code).toBe(
      "BAD_USER_INPUT",
    );
    expect((await adam.refused("mutation ($name: String!) { createSharedInbox(name: $name) { id } }", { name: search })).code).toBe(
      "BAD_USER_INPUT",
    );
  }
  for (const name of ["", "   ", "a\nb", "\ud800", "x".repeat(81)]) {
    expect((await adam.refused("mutation ($name: String!) { createSharedInbox(name: $name) { id } }", { name })).code).toBe(
      "BAD_USER_INPUT",
    );
  }
  for (const address of [
    "",
    "ola",
    "a@b@c",
    "ola@x\u0000.test",
    `${"a".repeat(400)}@x.test`,
    "Ola <ola@x.test>",
    "ola@x\n.test",
    "ółą@x.test",
  ]) {
    expect((await ola.refused(verbs.connect, { input: { kind: "PERSONAL", provider: "GOOGLE", address } })).code).toBe("BAD_USER_INPUT");
  }
  expect((await ola.refused(verbs.connect, { input: { kind: "PERSONAL", provider: "IMAP", address: "new@imap.demo.test" } })).code).toBe(
    "BAD_USER_INPUT",
  );
  // The library's own words repeat the whole input.
  for (const more of [{ imap: undefined }, { address: "no address" }, { kind: 5 }, { password: ["s3cret-canary"] }]) {
    const refusal = await ola.refused(verbs.connectImap, {
      input: imapLogin(world(), "new@imap.demo.test", { password: "s3cret-canary", ...more }),
    });
    expect([refusal.code, JSON.stringify(refusal).includes("s3cret-canary")]).toEqual(["BAD_USER_INPUT", false]);
  }
  const tooLarge = await fetch(`${world().url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: ola.cookie },
    body: JSON.stringify({ query: `{ viewer { role } } #${"x".repeat(1_100_000)}` }),
  });
  expect(tooLarge.status).toBe(413);
  for (const body of ["", "{", "[]", "null", '{"query":5}']) {
    const response = await fetch(`${world().url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: ola.cookie },
      body,
    });
    expect([body, response.status]).toEqual([body, 400]);
  }
});
