import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, begin, connect, connectImap, createShared, removeFully, untilInbox, verbs, type Verb } from "./inbox-steps.ts";

const world = useApiWorld();

interface Traces {
  readonly inboxId: string;
  readonly grantId: string;
  readonly endedGrantId: string;
  readonly receiptId: string;
  readonly jsonUrl: string;
  readonly attemptId: string;
}

/** A personal inbox of Ola's with everything that hangs on one. */
async function makeTraces(): Promise<Traces> {
  const ola = await world().asMember("ola");
  const gone = await connect(ola, "third@google.demo.test");
  await removeFully(ola, gone.id);
  await untilInbox(ola, gone.id, (inbox) => inbox.providerAccess === "REVOKED", "it closes");
  const again = await ola.get<{ done: { authorizationUrl: string; attempt: { id: string } } }>(verbs.reconnect, {
    input: { inboxId: gone.id },
  });
  const live = await connectImap(world(), ola, "ola@imap.demo.test");
  const closed = await untilInbox(ola, gone.id, (inbox) => inbox.receipts.length === 1, "it has its receipt");
  return {
    inboxId: gone.id,
    grantId: live.currentGrant?.id ?? "",
    endedGrantId: closed.endedGrants[0]?.id ?? "",
    receiptId: closed.receipts[0]?.id ?? "",
    jsonUrl: closed.receipts[0]?.jsonUrl ?? "",
    attemptId: again.done.attempt.id,
  };
}

const ownAddresses = ["third@google.demo.test", "ola@imap.demo.test"];

/** Everything that reading can show this member; an answer that is refused shows nothing. */
async function readAll(member: MemberClient, traces: Traces): Promise<string> {
  const states = "[CONNECTING, CONNECTED, FAILING, DISCONNECTED, OFF, REMOVED]";
  const fields =
    "id address owner { id email } events(first: 50) { nodes { id } } checks { nodes { id } } currentGrant { id signedInAs } receipts { id } endedGrants { id }";
  const queries = [
    `{ inboxes(first: 200, filter: { states: ${states} }) { totalCount nodes { ${fields} } } }`,
    `{ inboxes(filter: { states: ${states}, search: "ola" }) { totalCount nodes { ${fields} } } }`,
    `{ inboxes(filter: { states: ${states}, ownerId: "${world().memberId("ola")}" }) { totalCount nodes { ${fields} } } }`,
    `{ inboxEvents(first: 200) { nodes { id inboxId inbox { ${fields} } } } }`,
    `{ inboxEvents(first: 200, filter: { inboxId: "${traces.inboxId}" }) { nodes { id inboxId } } }`,
    `{ sharedInboxes { channels { ${fields} } } }`,
    "{ notifications { nodes { title body inbox { id } } } }",
    `{ removalImpact(inboxId: "${traces.inboxId}") { guide { account } willBeTold { email } sharesGrantWith { address } } }`,
    `{ inbox(id: "${traces.inboxId}") { ${fields} } }`,
    `{ receipt(id: "${traces.receiptId}") { address } }`,
    `{ connectionAttempt(id: "${traces.attemptId}") { expectedAddress inbox { id } } }`,
    ...[traces.inboxId, traces.grantId, traces.endedGrantId, traces.receiptId, traces.attemptId].map(
      (id) => `{ node(id: "${id}") { __typename id } }`,
    ),
  ];
  const answers = await Promise.all(queries.map(async (query) => (await member.ask(query)).data));
  const receipt = await fetch(traces.jsonUrl, { headers: { cookie: member.cookie } });
  return JSON.stringify([...answers, receipt.status === 200 ? await receipt.text() : null]);
}

test("another member, and another workspace, see nothing of a personal inbox, in whatever way they ask", async () => {
  const traces = await makeTraces();
  const secret = [...ownAddresses, ...Object.values(traces)];
  const [ola, adam, bruno, olga] = await Promise.all((["ola", "adam", "bruno", "olga"] as const).map((name) => world().asMember(name)));
  for (const seer of [ola!, adam!]) {
    const seen = await readAll(seer, traces);
    for (const trace of secret) expect(seen).toContain(trace.startsWith("http") ? traces.receiptId : trace);
  }
  for (const stranger of [bruno!, olga!]) {
    const seen = await readAll(stranger, traces);
    for (const trace of secret) expect(seen).not.toContain(trace);
    for (const verb of [
      "turnOff",
      "turnOn",
      "remove",
      "deleteChannel",
      "check",
      "revoke",
      "confirm",
      "verify",
      "reconnect",
    ] as const satisfies readonly Verb[]) {
      expect([verb, (await stranger.refused(verbs[verb], { input: { inboxId: traces.inboxId } })).code]).toEqual([verb, "NOT_FOUND"]);
    }
    expect((await stranger.refused(verbs.cancel, { id: traces.attemptId })).code).toBe("NOT_FOUND");
    const attempt = stranger.follow("subscription ($id: ID!) { connectionAttempt(id: $id) { state } }", { id: traces.attemptId });
    await attempt.has(1);
    expect(attempt.failure?.code).toBe("NOT_FOUND");
  }
});

test("a grant of another inbox, or of another workspace, is no grant of this one", async () => {
  const [ola, olga] = [await world().asMember("ola"), await world().asMember("olga")];
  const [mine, theirs] = [await connectImap(world(), ola, "new@imap.demo.test"), await connectImap(world(), olga, "spare@imap.demo.test")];
  const [gone, other] = [await removeFully(ola, mine.id), await removeFully(olga, theirs.id)];
  const foreign = [other.endedGrants[0]?.id, world().memberId("ola"), "grant_", "x"];
  for (const grantId of foreign) expect((await ola.refused(verbs.verify, { input: { inboxId: mine.id, grantId } })).code).toBe("NOT_FOUND");
  expect(await act(ola, "verify", mine.id, { grantId: gone.endedGrants[0]?.id })).toMatchObject({ outcome: "STILL_ACCEPTED" });
});

test("shared inboxes and members of another workspace are as if they never existed", async () => {
  const [adam, sofia, olga] = [await world().asMember("adam"), await world().asMember("sofia"), await world().asMember("olga")];
  const sharedInboxId = await createShared(adam, "Support");
  expect(
    await olga.get("query ($id: ID!) { sharedInbox(id: $id) { name } node(id: $id) { id } sharedInboxes { id } }", { id: sharedInboxId }),
  ).toEqual({ sharedInbox: null, node: null, sharedInboxes: [] });
  expect((await olga.refused('mutation ($id: ID!) { renameSharedInbox(id: $id, name: "Mine") { id } }', { id: sharedInboxId })).code).toBe(
    "NOT_FOUND",
  );
  expect((await olga.refused("mutation ($id: ID!) { deleteSharedInbox(id: $id) }", { id: sharedInboxId })).code).toBe("NOT_FOUND");
  const input = { kind: "TEAM", provider: "GOOGLE", address: "new@google.demo.test", sharedInboxId };
  expect((await olga.refused(verbs.connect, { input })).code).toBe("NOT_FOUND");
  expect(
    (await olga.refused("mutation ($id: ID!) { setMemberRole(memberId: $id, role: MEMBER) { id } }", { id: world().memberId("ola") })).code,
  ).toBe("NOT_FOUND");
  expect(await olga.get("query ($id: ID!) { node(id: $id) { id } }", { id: world().memberId("ola") })).toEqual({ node: null });
  expect(
    (await sofia.refused("mutation ($id: ID!) { setMemberRole(memberId: $id, role: MEMBER) { id } }", { id: world().memberId("sofia") }))
      .code,
  ).toBe("LAST_SUPER_ADMIN");
});

test("live, too: a member sees their own and the team's events, an admin all of the workspace's, nobody another one's", async () => {
  const names = ["ola", "adam", "bruno", "olga"] as const;
  const [ola, adam, bruno, olga] = await Promise.all(names.map((name) => world().asMember(name)));
  const listening = await Promise.all(
    [ola!, adam!, bruno!, olga!].map(async (member) => {
      const { logHead } = await member.get<{ logHead: string }>("{ logHead }");
      return member.follow<{ inboxEvents: { type: string; inbox: { address: string } } }>(
        "subscription ($after: Cursor) { inboxEvents(after: $after) { type inbox { address } } }",
        { after: logHead },
      );
    }),
  );
  const sharedInboxId = await createShared(adam!, "Billing");
  const personal = await begin(ola!, "new@google.demo.test");
  await act(ola!, "remove", personal.inbox.id);
  await connectImap(world(), adam!, "billing@imap.demo.test", { kind: "TEAM", sharedInboxId });
  await connectImap(world(), olga!, "new@imap.demo.test");
  const team = ["billing@imap.demo.test", "billing@imap.demo.test"];
  const all = ["new@google.demo.test", "new@google.demo.test", ...team];
  const expected = [all, all, team, ["new@imap.demo.test", "new@imap.demo.test"]];
  await Promise.all(listening.map((one, index) => one.has(expected[index]?.length ?? 0)));
  expect(listening.map(({ seen }) => seen.map(({ inboxEvents }) => inboxEvents.inbox.address))).toEqual(expected);
});

test("every table's key begins with workspace_id, but for those that docs/ARCHITECTURE.md lists with the reason", async () => {
  const page = readFileSync(new URL("../../../docs/ARCHITECTURE.md", import.meta.url), "utf8");
  const section = page.split("## Tables that no workspace owns, and why")[1]?.split("\n## ")[0] ?? "";
  const listed = section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([a-z_]+)`/g)].map((match) => match[1]));
  const rows = await world().database.query<{ name: string }>(`
    select c.relname::text as name from pg_class c left join pg_index i on i.indrelid = c.oid and i.indisprimary
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attname is distinct from 'workspace_id' order by 1`);
  expect(rows.map(({ name }) => name).filter((name) => name !== "schema_migration")).toEqual(
    listed.filter((name) => name !== "schema_migration").toSorted(),
  );
});
