import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bindingOf } from "../src/connect/connect-needs.ts";
import { createVault } from "../src/mail/vault.ts";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { parseKeyRing } from "../src/platform/key-ring.ts";
import type { MemberClient } from "./api-client.ts";
import { findFreePort, spawnApi, testKeys } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, getInbox, removeFully, untilInbox, verbs, walk, type Begun, type SeenInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { startRiscServer } from "./risc-server.ts";

const risc = await startRiscServer();
const world = useApiWorld({ variables: { GOOGLE_RISC_CONFIGURATION: risc.configurationUrl } });
const subs = new Map<string, string>();

beforeAll(async () => {
  const response = await fetch(`${world().sandbox.ready.httpUrl}/sandbox/api/accounts`);
  for (const { address, subject } of (await response.json()) as { address: string; subject: string }[]) subs.set(address, subject);
});
afterAll(() => risc.close());

const revoked = "oauth/event-type/tokens-revoked";

async function send(body: string, type = "application/secevent+jwt"): Promise<number> {
  return (await fetch(`${world().url}/hooks/google/risc`, { method: "POST", headers: { "content-type": type }, body })).status;
}

async function report(type: string, subject: Readonly<Record<string, unknown>>, jti: string = randomUUID()): Promise<number> {
  const aud = world().sandbox.ready.google.clientId;
  return send(await risc.sign({ iss: risc.issuer, aud, iat: 1, jti, events: risc.event(type, subject) }));
}

/** Google names the account as the sign-in did, with or without a slash. */
const accountOf = (address: string) => ({ subject_type: "iss-sub", iss: "https://accounts.risc.test", sub: subs.get(address) });
const removeAccess = (address: string) => world().sandbox.trouble(`accounts/${address}`, { appAccess: "removed" });

async function countChecks({ id }: Pick<SeenInbox, "id">): Promise<number> {
  const [row] = await world().database.query<{ n: number }>("select count(*)::int as n from inbox_check where inbox_id = $1", [
    parseGlobalId("inbox", id),
  ]);
  return row?.n ?? 0;
}

async function refreshTokenOf({ id }: SeenInbox): Promise<string> {
  const ring = parseKeyRing(testKeys);
  const inboxId = parseGlobalId("inbox", id) ?? "";
  const [row] = await world().database.query<{ workspace_id: string; grant_id: string; sealed: unknown }>(
    "select workspace_id, grant_id, sealed from grant_secret where inbox_id = $1",
    [inboxId],
  );
  if (!row || typeof ring === "string") throw new Error("There is no secret.");
  const opened = createVault(ring).open(row.sealed, bindingOf({ workspaceId: row.workspace_id, inboxId, id: row.grant_id }));
  if (!opened.ok || opened.secret.kind !== "oauth") throw new Error("It does not open.");
  return opened.secret.refreshToken;
}

const eventsOf = async (member: MemberClient, id: string): Promise<readonly string[]> => {
  const { inbox } = await member.get<{ inbox: { events: { nodes: { type: string }[] } } }>(
    "query ($id: ID!) { inbox(id: $id) { events(first: 50, newestFirst: false) { nodes { type } } } }",
    { id },
  );
  return inbox.events.nodes.map(({ type }) => type);
};

test("a revoked account is known in seconds: its word and one refusal disconnect, without a second look; the same report counts once", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@google.demo.test");
  await removeAccess("new@google.demo.test");
  const began = Date.now();
  expect(await report(revoked, accountOf("new@google.demo.test"), "one")).toBe(202);
  const lost = await untilInbox(ola, id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
  expect(Date.now() - began).toBeLessThan(25_000);
  expect(lost.disconnection).toMatchObject({ reason: "ACCESS_REVOKED", providerCode: "invalid_grant" });
  const checks = await countChecks({ id });
  expect(await report(revoked, accountOf("new@google.demo.test"), "one")).toBe(202);
  await until(
    async () => (await world().database.query("select 1 from timer where kind = 'reported'")).length === 0,
    "all reports are followed",
  );
  expect(await countChecks({ id })).toBe(checks);
  expect(await eventsOf(ola, id)).toEqual(["CONNECTION_STARTED", "CONNECTED", "DISCONNECTED"]);
  await removeFully(ola, id);
});

test.each(["prefix", "hash_base64_sha512_sha512"])("a revoked token is found by its %s, and no other inbox is looked at", async (alg) => {
  const ola = await world().asMember("ola");
  const [inbox, bystander] = [await connect(ola, "second@google.demo.test"), await connect(ola, "third@google.demo.test")];
  const token = await refreshTokenOf(inbox);
  const twice = createHash("sha512").update(createHash("sha512").update(token).digest()).digest("base64");
  const seen = await countChecks(bystander);
  await removeAccess("second@google.demo.test");
  const subject = {
    subject_type: "oauth_token",
    token_type: "refresh_token",
    token_identifier_alg: alg,
    token: alg === "prefix" ? token.slice(0, 16) : twice,
  };
  expect(await report("oauth/event-type/token-revoked", subject)).toBe(202);
  await untilInbox(ola, inbox.id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
  expect([(await getInbox(ola, bystander.id)).state, await countChecks(bystander)]).toEqual(["CONNECTED", seen]);
  const stored = await world().database.query<{ text: string }>("select sealed::text as text from grant_secret");
  for (const { text } of stored) for (const secret of [token, token.slice(0, 16), twice]) expect(text).not.toContain(secret);
  for (const { id } of [inbox, bystander]) await removeFully(ola, id);
});

test("of an inbox that is off only the provider's end moves; signing in again brings a grant of its own, the old one has its receipt", async () => {
  const ola = await world().asMember("ola");
  const address = "new@google.demo.test";
  const { id } = await connect(ola, address);
  await act(ola, "turnOff", id);
  await removeAccess(address);
  const checks = await countChecks({ id });
  await report(revoked, accountOf(address));
  const off = await untilInbox(ola, id, ({ providerAccess }) => providerAccess === "REVOKED", "the provider's end is closed");
  expect(off).toMatchObject({ state: "OFF", receipts: [], endedGrants: [] });
  expect(await countChecks({ id })).toBe(checks);
  expect(await world().database.query("select 1 from grant_secret where inbox_id = $1", [parseGlobalId("inbox", id)])).toEqual([]);
  expect((await act(ola, "turnOn", id)).inbox).toMatchObject({
    state: "DISCONNECTED",
    disconnection: { reason: "ACCESS_REVOKED", providerCode: "tokens-revoked" },
  });
  const { done } = await ola.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId: id } });
  await walk(done.authorizationUrl, address);
  const back = await getInbox(ola, id);
  expect(back).toMatchObject({
    state: "CONNECTED",
    providerAccess: "GRANTED",
    endedGrants: [{ id: off.currentGrant?.id, providerAccess: "REVOKED" }],
  });
  expect(back.receipts).toMatchObject([{ final: true, providerEnd: "REVOKED", credentialsDestroyedAt: expect.any(String) }]);
  expect(back.receipts[0]?.evidence.map(({ kind, providerCode }) => [kind, providerCode])).toEqual([
    ["REPORTED_BY_PROVIDER", "tokens-revoked"],
    ["CREDENTIALS_DESTROYED", null],
  ]);
  const accounts = await world().database.query(
    "select a.live from provider_account a join inbox_grant g on g.account_key = a.account_key where g.ended_at is null and g.inbox_id = $1",
    [parseGlobalId("inbox", id)],
  );
  expect(accounts).toEqual([{ live: 1 }]);
  await removeFully(ola, id);
  await untilInbox(ola, id, ({ providerAccess }) => providerAccess === "REVOKED", "the new one closes as always");
});

test("an inbox that is removed after the report has a final receipt at once, and nothing is revoked again", async () => {
  const ola = await world().asMember("ola");
  const address = "third@google.demo.test";
  const { id } = await connect(ola, address);
  const before = (await world().facts("revoke", address)).length;
  await act(ola, "turnOff", id);
  await removeAccess(address);
  await report(revoked, accountOf(address));
  await untilInbox(ola, id, ({ providerAccess }) => providerAccess === "REVOKED", "the provider's end is closed");
  const removed = (await act(ola, "remove", id)).inbox;
  expect(removed).toMatchObject({ state: "REMOVED", providerAccess: "REVOKED", receipts: [{ final: true, providerEnd: "REVOKED" }] });
  expect(await world().facts("revoke", address)).toHaveLength(before);
});

test("a report closes the receipts of grants that ended before, also those left open for another inbox's sake", async () => {
  const [ola, olga] = [await world().asMember("ola"), await world().asMember("olga")];
  const address = "second@google.demo.test";
  const [mine, theirs] = [await connect(ola, address), await connect(olga, address)];
  expect(await removeFully(ola, mine.id)).toMatchObject({ providerAccess: "STILL_USED" });
  await removeAccess(address);
  await report(revoked, accountOf(address));
  const closed = await untilInbox(ola, mine.id, ({ providerAccess }) => providerAccess === "REVOKED", "the old receipt is closed");
  expect(closed.receipts[0]).toMatchObject({ final: true });
  expect(closed.receipts[0]?.evidence.at(-1)).toMatchObject({ kind: "REPORTED_BY_PROVIDER", providerCode: "tokens-revoked" });
  await untilInbox(olga, theirs.id, ({ state }) => state === "DISCONNECTED", "the live one is disconnected");
  await removeFully(olga, theirs.id);
});

test("what proves no end only makes it look: an access that goes on stays connected", async () => {
  const ola = await world().asMember("ola");
  const address = "new@google.demo.test";
  const inbox = await connect(ola, address);
  for (const type of ["sessions-revoked", "account-disabled", "account-credential-change-required", "account-enabled"]) {
    const before = await countChecks(inbox);
    expect(await report(`risc/event-type/${type}`, accountOf(address))).toBe(202);
    await until(async () => (await countChecks(inbox)) === before + 1, `${type}: it is looked at`);
  }
  expect(await getInbox(ola, inbox.id)).toMatchObject({ state: "CONNECTED", providerAccess: "GRANTED", version: inbox.version });
  await removeFully(ola, inbox.id);
});

test("only what Google signed for us is taken: 202, else 400, too large 413; too much of it 429", async () => {
  const aud = world().sandbox.ready.google.clientId;
  const claims = { iss: risc.issuer, aud, jti: randomUUID(), events: risc.event(revoked, accountOf("new@google.demo.test")) };
  expect(await send(await risc.sign(claims))).toBe(202);
  expect(await send(await risc.sign({ ...claims, jti: randomUUID() }), "text/plain")).toBe(202);
  expect(await send(await risc.sign({ ...claims, jti: randomUUID(), events: risc.verification("hello") }))).toBe(202);
  expect(await report(revoked, { subject_type: "iss-sub", iss: "https://else.test", sub: "1" })).toBe(202);
  expect(await send(await risc.sign({ ...claims, aud: "another" }))).toBe(400);
  expect(await send("{}", "application/json")).toBe(400);
  expect(await send("")).toBe(400);
  expect(await send("x".repeat(17 * 1024))).toBe(413);
  const statuses: number[] = [];
  for (let tries = 0; tries < 30; tries += 1) statuses.push(await send("a.b.c"));
  expect(new Set(statuses)).toEqual(new Set([400, 429]));
  // What is right is taken all the same.
  expect(await send(await risc.sign({ ...claims, jti: randomUUID() }))).toBe(202);
});

test("a test of the receiver is answered, and its state is in the log, once", async () => {
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const api = await spawnApi({ ...world().variables, PORT: String(port), RELINK_ROLE: "api", LOG_LEVEL: "info" });
  const aud = world().sandbox.ready.google.clientId;
  const token = await risc.sign({ iss: risc.issuer, aud, iat: 1, jti: randomUUID(), events: risc.verification("tried-on-monday") });
  for (let sent = 0; sent < 2; sent += 1) {
    const response = await fetch(`${url}/hooks/google/risc`, {
      method: "POST",
      headers: { "content-type": "application/secevent+jwt" },
      body: token,
    });
    expect(response.status).toBe(202);
  }
  await until(() => api.output().includes("tried-on-monday"), "it is in the log");
  expect(await api.kill("SIGTERM")).toBe("0");
  expect(api.output().split("tried-on-monday")).toHaveLength(2);
});
