import { scaledDurations, type GrantId } from "@relink/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { system, unchanged } from "../src/inbox/change.ts";
import { createCommit } from "../src/inbox/commit.ts";
import type { HeldInbox } from "../src/inbox/held-inbox.ts";
import { createInboxStore } from "../src/inbox/inbox.store.ts";
import { createReceiptSigner } from "../src/mail/receipt-signer.ts";
import { createSendingStore } from "../src/monitor/sending.store.ts";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { newId } from "../src/platform/new-id.ts";
import { createKeyClient, type MemberClient } from "./api-client.ts";
import { findFreePort, type RunningApi, startApi, testKeys } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, getInbox, imapLogin, removeFully } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { useSilentServer } from "./silent-server.ts";

const silentPort = await findFreePort();
const silent = useSilentServer(silentPort);
// A check comes by itself each second or so, a login to the sending server every six minutes.
const world = useApiWorld({ timeScale: 60, variables: { RELINK_WAITS: "checkInterval=1m" }, start: false });
let api: RunningApi | null = null;
beforeAll(async () => {
  const { variables } = world();
  api = await startApi({
    ...variables,
    RELINK_MAIL_PORTS: `${variables["RELINK_MAIL_PORTS"]},${silentPort}`,
    MICROSOFT_PERSONAL_SMTP: `mail.imap.demo.test:${silentPort}`,
  });
});
afterAll(() => api?.close());

interface SeenSending {
  readonly state: string;
  readonly version: number;
  readonly health: { readonly sending: string; readonly consecutiveFailures: number };
}

async function seen(member: MemberClient, id: string): Promise<SeenSending> {
  const query = "query ($id: ID!) { inbox(id: $id) { state version health { sending consecutiveFailures } } }";
  return (await member.get<{ inbox: SeenSending }>(query, { id })).inbox;
}

async function untilSending(member: MemberClient, id: string, sending: string): Promise<SeenSending> {
  await until(async () => (await seen(member, id)).health.sending === sending, `its sending is ${sending}`);
  return seen(member, id);
}

const smtp = (port = world().sandbox.ready.smtpPort) => ({ host: "mail.imap.demo.test", port, security: "TLS" });

/** How often somebody has signed in to send, or tried to. */
async function countSmtp(account: string): Promise<number> {
  const [passed, refused] = [await world().facts("smtp-login-ok", account), await world().facts("smtp-login-refused", account)];
  return passed.length + refused.length;
}

async function countChecks(id: string): Promise<number> {
  const sql = "select count(*)::int as count from inbox_check where inbox_id = $1";
  return (await world().database.query<{ count: number }>(sql, [parseGlobalId("inbox", id)]))[0]?.count ?? 0;
}

/** Begins a trouble for one mailbox; the answer ends it. */
async function rehearse(kind: string, name: string): Promise<() => Promise<unknown>> {
  await world().sandbox.trouble("rehearsals", { kind, scope: "mailbox", name });
  return () => fetch(`${world().sandbox.ready.httpUrl}/sandbox/api/rehearsals`, { method: "DELETE" });
}

test("sending is looked at once after connecting, and the checks that follow do not sign in there again", async () => {
  const ola = await world().asMember("ola");
  const imap = await connectImap(world(), ola, "ola@imap.demo.test", { smtp: smtp() });
  const google = await connect(ola, "new@google.demo.test");
  for (const { id } of [imap, google]) expect(await untilSending(ola, id, "WORKING")).toMatchObject({ state: "CONNECTED" });
  for (const { id } of [imap, google]) await until(async () => (await countChecks(id)) >= 4, "three checks came by themselves");
  expect([await countSmtp(imap.address), await countSmtp(google.address)]).toEqual([1, 1]);
  await act(ola, "turnOff", imap.id);
  await act(ola, "turnOn", imap.id);
  await until(async () => (await countSmtp(imap.address)) === 2, "it is looked at when it is turned on");
  await removeFully(ola, imap.id);
  await removeFully(ola, google.id);
});

test("switched off by an administrator: shown at the next look, told as a hint, and nothing else is changed by it", async () => {
  const ola = await world().asMember("ola");
  const { id, address } = await connect(ola, "new@microsoft.demo.test");
  await untilSending(ola, id, "WORKING");
  const hints = ola.follow<{ changed: { id: string | null } }>("subscription { changed(topics: [INBOX_HEALTH]) { id } }");
  await hints.has(1);
  const end = await rehearse("sending-off", address);
  const before = await getInbox(ola, id);
  expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
  const off = await untilSending(ola, id, "DISABLED");
  expect(off).toMatchObject({ state: "CONNECTED", version: before.version, health: { consecutiveFailures: 0 } });
  await end();
  await act(ola, "check", id);
  expect(await untilSending(ola, id, "WORKING")).toMatchObject({ state: "CONNECTED", version: before.version });
  await hints.stop();
  await removeFully(ola, id);
});

test("new credentials begin anew, and a password that was refused is not tried again just because somebody asks", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "new@imap.demo.test", { smtp: smtp() });
  await untilSending(ola, id, "WORKING");
  const refuse = "select store_sending(workspace_id, id, grant_id, state_changed_at, 'REFUSED') from inbox where id = $1";
  await world().database.query(refuse, [parseGlobalId("inbox", id)]);
  const before = await countSmtp("new@imap.demo.test");
  for (let time = 1; time <= 3; time += 1) await act(ola, "check", id);
  expect([(await seen(ola, id)).health.sending, await countSmtp("new@imap.demo.test")]).toEqual(["REFUSED", before]);
  const { kind: _kind, address: _address, ...login } = imapLogin(world(), "new@imap.demo.test", { smtp: smtp() });
  await act(ola, "reconnectImap", id, login);
  await untilSending(ola, id, "WORKING");
  expect(await countSmtp("new@imap.demo.test")).toBe(before + 1);
  await removeFully(ola, id);
});

test("an inbox without a sending server is never asked about it", async () => {
  const ola = await world().asMember("ola");
  const before = await countSmtp("spare@imap.demo.test");
  const { id } = await connectImap(world(), ola, "spare@imap.demo.test");
  for (let time = 1; time <= 2; time += 1) await act(ola, "check", id);
  expect([(await seen(ola, id)).health.sending, await countSmtp("spare@imap.demo.test")]).toEqual(["UNKNOWN", before]);
  await removeFully(ola, id);
});

test("what a look has stored outlasts a check that had read the inbox before, and a late look counts for nothing", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "billing@imap.demo.test", { smtp: smtp() });
  await untilSending(ola, id, "WORKING");
  const { database } = world();
  const inboxes = createInboxStore(database);
  const [row] = await database.query<{ workspace_id: string }>("select workspace_id from inbox where id = $1", [
    parseGlobalId("inbox", id),
  ]);
  const find = async (): Promise<HeldInbox> => {
    const found = await inboxes.find(row?.workspace_id ?? "", parseGlobalId("inbox", id) ?? "");
    if (!found) throw new Error("It is there.");
    return found;
  };
  const read = await find();
  const sendings = createSendingStore(database);
  expect([await sendings.begin(read, Date.now()), await sendings.begin(read, Date.now())]).toEqual([true, false]);
  expect([await sendings.put(read, "DISABLED"), await sendings.put(read, "DISABLED")]).toEqual([true, false]);
  const commit = createCommit({
    database,
    bus: { logGrew: () => undefined, changed: () => undefined },
    signer: createReceiptSigner([{ id: testKeys, key: Buffer.alloc(32, 7) }]),
    durations: scaledDurations(60),
    sending: { passed: () => undefined },
    nudge: () => undefined,
  });
  const check = { verdict: "OK", providerCode: null, latencyMs: 1 } as const;
  expect(await commit({ ...unchanged(read, Date.now(), system), check, healthMoves: true })).toMatchObject({ ok: true });
  expect((await find()).health.sending).toBe("DISABLED");
  const moved = { ...read, inbox: { ...read.inbox, stateChangedAt: read.inbox.stateChangedAt - 1 } };
  const regranted = { ...read, inbox: { ...read.inbox, grantId: newId() as GrantId } };
  for (const late of [moved, regranted]) {
    expect([await sendings.begin(late, Date.now()), await sendings.put(late, "WORKING")]).toEqual([false, false]);
  }
  expect((await find()).health.sending).toBe("DISABLED");
  await removeFully(ola, id);
});

test("a sending server that hangs holds up no check and no other inbox", async () => {
  const ola = await world().asMember("ola");
  const hung = await connectImap(world(), ola, "billing@imap.demo.test", { smtp: smtp(silentPort) });
  expect(hung.state).toBe("CONNECTED");
  await until(() => silent.held() === 1, "its sending server is asked");
  expect((await act(ola, "check", hung.id)).check).toMatchObject({ verdict: "OK" });
  expect(silent.came(), "while the server is waited for").toBe(1);
  const checks = await countChecks(hung.id);
  const other = await connectImap(world(), ola, "ola@imap.demo.test", { smtp: smtp() });
  await untilSending(ola, other.id, "WORKING");
  await until(async () => (await countChecks(hung.id)) >= checks + 2, "checks come by themselves");
  // It was asked once: not by each check.
  expect(silent.came()).toBe(1);
  expect(await seen(ola, hung.id)).toMatchObject({ state: "CONNECTED", health: { sending: "UNKNOWN", consecutiveFailures: 0 } });
  await removeFully(ola, hung.id);
  await removeFully(ola, other.id);
});

test("a free Microsoft account sends by its own server, in checks and for consumers; a work account does not", async () => {
  const [ola, sofia] = [await world().asMember("ola"), await world().asMember("sofia")];
  const before = silent.came();
  const work = await connect(ola, "new@microsoft.demo.test");
  await untilSending(ola, work.id, "WORKING");
  expect(silent.came()).toBe(before);
  const free = await connect(ola, "free@outlook.demo.test", { provider: "MICROSOFT" });
  await until(() => silent.came() > before, "the look goes to the server of free accounts");
  const create = `mutation { createApiKey(name: "Sync", scopes: ["credentials:issue"]) { key } }`;
  const key = createKeyClient(world().url, (await sofia.get<{ createApiKey: { key: string } }>(create)).createApiKey.key);
  const issue = "mutation ($id: ID!) { issued: issueInboxCredentials(inboxId: $id) { smtp { host port } } }";
  expect(await key.get(issue, { id: free.id })).toEqual({ issued: { smtp: { host: "mail.imap.demo.test", port: silentPort } } });
  expect(await key.get(issue, { id: work.id })).toMatchObject({ issued: { smtp: { host: "smtp.microsoft.demo.test" } } });
  await removeFully(ola, free.id);
  await removeFully(ola, work.id);
});

test("a process that ends does not wait for a sending server that hangs", async () => {
  const ola = await world().asMember("ola");
  const before = silent.came();
  await connectImap(world(), ola, "billing@imap.demo.test", { smtp: smtp(silentPort) });
  await until(() => silent.came() > before, "its sending server is asked");
  await api?.close();
  api = null;
  await until(() => silent.held() === 0, "it was let go of");
});
