import pg from "pg";
import { expect, test } from "vitest";
import { accountLock } from "../src/grant/provider-account.store.ts";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { useApiWorld } from "./api-world.ts";
import { FormBrowser } from "./form-browser.ts";
import { act, allow, begin, connect, getAttempt, getInbox, removeFully, untilInbox, verbs, walkToCallback } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();
const address = "new@google.demo.test";

/** Holds an account's lock, as a revocation or a sign-in elsewhere does, until it is let go. */
async function holdAccount(accountKey: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: world().appUrl });
  await client.connect();
  await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [accountLock(accountKey)]);
  return () => client.end();
}

/** How many wait for an advisory lock. */
async function countWaiting(): Promise<number> {
  const sql =
    "select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
  return (await world().database.query(sql)).length;
}

async function accountKeyOf(inboxId: string): Promise<string> {
  const [grant] = await world().database.query<{ account_key: string }>("select account_key from inbox_grant where inbox_id = $1", [
    parseGlobalId("inbox", inboxId),
  ]);
  return grant?.account_key ?? "";
}

test("a sign-in that came back goes before a revocation of its account that waits: it completes, and nothing is revoked", async () => {
  const ola = await world().asMember("ola");
  const old = await connect(ola, address);
  const letGo = await holdAccount(await accountKeyOf(old.id));
  await removeFully(ola, old.id);
  await until(async () => (await countWaiting()) === 1, "the revocation waits");
  const begun = await begin(ola, address);
  const browser = new FormBrowser();
  const callback = await walkToCallback(begun.authorizationUrl, address, allow, browser);
  const arriving = browser.open(callback.href);
  await until(async () => (await countWaiting()) === 2, "the sign-in waits behind it");
  await letGo();
  await arriving;
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "SUCCEEDED", failure: null });
  await untilInbox(ola, old.id, ({ providerAccess }) => providerAccess === "STILL_USED", "the old one is left to the new one");
  expect(await world().facts("revoke", address)).toEqual([]);
  expect((await act(ola, "check", begun.inbox.id)).check).toMatchObject({ verdict: "OK" });
  await removeFully(ola, begun.inbox.id);
  await untilInbox(ola, begun.inbox.id, ({ providerAccess }) => providerAccess === "REVOKED", "it closes");
  await untilInbox(ola, old.id, ({ receipts }) => receipts[0]?.providerEnd === "REVOKED", "the old one's receipt says so, too");
});

test("a sign-in whose access is ended while it completes says that it can be done once more, and then it works", async () => {
  const ola = await world().asMember("ola");
  const first = await connect(ola, "second@google.demo.test");
  const accountKey = await accountKeyOf(first.id);
  await removeFully(ola, first.id);
  await untilInbox(ola, first.id, ({ providerAccess }) => providerAccess === "REVOKED", "it closes");
  const letGo = await holdAccount(accountKey);
  const begun = await begin(ola, "second@google.demo.test");
  const browser = new FormBrowser();
  const callback = await walkToCallback(begun.authorizationUrl, "second@google.demo.test", allow, browser);
  const arriving = browser.open(callback.href);
  await until(async () => (await countWaiting()) === 1, "the sign-in waits");
  await world().sandbox.trouble("accounts/second@google.demo.test", { appAccess: "removed" });
  await letGo();
  await arriving;
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({
    state: "FAILED",
    failure: "PROVIDER_UNAVAILABLE",
    providerCode: "invalid_grant",
  });
  expect(await getInbox(ola, begun.inbox.id)).toMatchObject({ state: "REMOVED", providerAccess: "NONE" });
  await until(async () => (await world().database.query("select 1 from stray_grant")).length === 0, "nothing of it is kept");
  await removeFully(ola, (await connect(ola, "second@google.demo.test")).id);
});

test("a reconnection that came back goes before a revocation that waits, too: the inbox is back, and nothing is revoked", async () => {
  const ola = await world().asMember("ola");
  const old = await connect(ola, "ola@google.demo.test");
  const letGo = await holdAccount(await accountKeyOf(old.id));
  await removeFully(ola, old.id);
  await until(async () => (await countWaiting()) === 1, "the revocation waits");
  const { done } = await ola.get<{ done: { authorizationUrl: string } }>(verbs.reconnect, { input: { inboxId: old.id } });
  const browser = new FormBrowser();
  const callback = await walkToCallback(done.authorizationUrl, "ola@google.demo.test", allow, browser);
  const arriving = browser.open(callback.href);
  await until(async () => (await countWaiting()) === 2, "the reconnection waits behind it");
  await letGo();
  await arriving;
  await untilInbox(ola, old.id, ({ state }) => state === "CONNECTED", "it is back");
  await until(
    async () => (await world().database.query("select 1 from timer where kind in ('revoke', 'verify')")).length === 0,
    "what waited is over",
  );
  expect(await world().facts("revoke", "ola@google.demo.test")).toEqual([]);
  expect((await act(ola, "check", old.id)).check).toMatchObject({ verdict: "OK" });
  expect(await getInbox(ola, old.id)).toMatchObject({ state: "CONNECTED", receipts: [{ providerEnd: "STILL_USED" }] });
});
