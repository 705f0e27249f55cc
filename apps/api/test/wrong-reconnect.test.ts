import { expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, type Begun, connect, getAttempt, getInbox, removeFully, type SeenInbox, untilInbox, verbs, walk } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();

/** All that is stored of every inbox in every workspace, and of its grants and their credentials. */
async function stored(): Promise<unknown> {
  const tables = ["inbox", "inbox_grant", "grant_secret", "inbox_event", "inbox_check"];
  const sql = tables.map((name) => `(select jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text) from ${name} t) as ${name}`);
  const [rows] = await world().database.query(`select ${sql.join(", ")},
    (select jsonb_agg(to_jsonb(a) order by account_key) from provider_account a where live > 0) as accounts`);
  return rows;
}

/** Signs in for an inbox that is there, as whoever comes to mind; answers the attempt and how to end what it left. */
async function reconnectAs(member: MemberClient, inboxId: string, account: string) {
  const begun = (await member.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId } })).done;
  await walk(begun.authorizationUrl, account);
  const query = "query ($id: ID!) { connectionAttempt(id: $id) { guide: unusedGrantGuide { provider account } } }";
  const { connectionAttempt } = await member.get<{ connectionAttempt: { guide: unknown } }>(query, { id: begun.attempt.id });
  return { ...(await getAttempt(member, begun.attempt.id)), guide: connectionAttempt.guide };
}

async function disconnect(member: MemberClient, { id, address }: SeenInbox): Promise<SeenInbox> {
  await world().sandbox.trouble(`accounts/${address}`, { appAccess: "removed" });
  await act(member, "check", id);
  // The second look comes half a minute later.
  const sql = "update inbox_health set refused_at = refused_at - interval '1 hour' where inbox_id = $1";
  await world().database.query(sql, [parseGlobalId("inbox", id)]);
  await act(member, "check", id);
  return untilInbox(member, id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
}

/** Grants that the provider gave to an account and has not ended. */
async function openGrants(account: string): Promise<readonly (string | null | undefined)[]> {
  const ended = new Set((await world().facts("revoke", account)).flatMap(({ detail }) => detail.ended ?? []));
  const issued = (await world().facts("token-issued", account)).map(({ detail }) => detail.grant);
  return [...new Set(issued)].filter((grant) => !ended.has(grant ?? ""));
}

async function countStrays(): Promise<number> {
  return (await world().database.query("select 1 from stray_grant")).length;
}

const cases = (["google", "microsoft"] as const).flatMap((provider) =>
  (["CONNECTED", "DISCONNECTED"] as const).map((state) => [state, provider] as const),
);

test.each(cases)("the wrong account at a reconnection from %s, at %s, changes no inbox of anybody", async (state, provider) => {
  const [ola, bruno, olga] = [await world().asMember("ola"), await world().asMember("bruno"), await world().asMember("olga")];
  const named = (name: string): string => `${name}.${state.toLowerCase()}@${provider}.demo.test`;
  const [own, theirs, free] = [named("own"), named("theirs"), named("free")];
  await world().sandbox.addAccounts(`new@${provider}.demo.test`, [own, theirs, free]);
  const live = [
    [bruno, await connect(bruno, theirs)],
    [olga, await connect(olga, theirs)],
  ] as const;
  const connected = await connect(ola, own);
  const inbox = state === "CONNECTED" ? connected : await disconnect(ola, connected);
  const [before, given] = [await stored(), await openGrants(theirs)];
  expect(given.length).toBeGreaterThan(0);

  const mismatch = { state: "FAILED", failure: "ADDRESS_MISMATCH", expectedAddress: own };
  expect(await reconnectAs(ola, inbox.id, theirs), "an account that live inboxes use").toMatchObject({
    ...mismatch,
    actualAddress: theirs,
    guide: null,
  });
  await until(async () => (await countStrays()) === 0, "the unused grant is no longer kept");
  expect(await stored()).toEqual(before);
  expect(await world().facts("revoke", theirs), "its revocation would end their access").toEqual([]);
  for (const [member, { id }] of live) {
    expect((await act(member, "check", id)).check).toMatchObject({ verdict: "OK" });
    expect(await getInbox(member, id)).toMatchObject({ state: "CONNECTED", version: 2 });
  }

  const again = await stored();
  const guide = provider === "google" ? null : { provider: "MICROSOFT", account: free };
  expect(await reconnectAs(ola, inbox.id, free), "an account that nobody uses").toMatchObject({
    ...mismatch,
    actualAddress: free,
    guide,
  });
  await until(async () => (await countStrays()) === 0, "the stray grant is no longer kept");
  expect(await stored()).toEqual(again);
  // Microsoft has no endpoint for it: there the guide is all there is.
  expect(await openGrants(free)).toHaveLength(provider === "google" ? 0 : 1);
  expect(await getInbox(ola, inbox.id)).toEqual(inbox);

  expect(await reconnectAs(ola, inbox.id, own), "and the right one brings it back").toMatchObject({ state: "SUCCEEDED" });
  expect((await act(ola, "check", inbox.id)).check).toMatchObject({ verdict: "OK" });
});

test("a revocation that Google does not take waits, and a reconnection that comes first cancels it", async () => {
  const ola = await world().asMember("ola");
  const address = "third@google.demo.test";
  const { id } = await connect(ola, address);
  await world().sandbox.trouble("oauth/google", { revokeReply: "503" });
  await removeFully(ola, id);
  const tried = "select 1 from inbox_grant where inbox_id = $1 and access = 'REVOKING' and tries > 0";
  await until(async () => (await world().database.query(tried, [parseGlobalId("inbox", id)])).length === 1, "it was tried, and waits");
  expect(await reconnectAs(ola, id, address)).toMatchObject({ state: "SUCCEEDED" });
  await world().sandbox.trouble("oauth/google", { revokeReply: null });
  const isOver = async () => (await getInbox(ola, id)).endedGrants[0]?.providerAccess === "STILL_USED";
  // Between two tries are 5 s, 10 s, and so on.
  await until(isOver, "what waited is over");
  expect(await getInbox(ola, id)).toMatchObject({
    state: "CONNECTED",
    providerAccess: "GRANTED",
    receipts: [{ providerEnd: "STILL_USED" }],
  });
  const waiting = "select 1 from timer where inbox_id = $1 and kind in ('revoke', 'verify')";
  await until(async () => (await world().database.query(waiting, [parseGlobalId("inbox", id)])).length === 0, "no timer of it is left");
  expect(await world().facts("revoke", address)).toEqual([]);
  expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
});
