import { afterEach, expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { expectWhole } from "./crash-traces.ts";
import {
  act,
  type Begun,
  connect,
  getAttempt,
  getInbox,
  letExpire,
  removeFully,
  type SeenInbox,
  untilCheckPasses,
  untilInbox,
  verbs,
  walk,
} from "./inbox-steps.ts";
import { readLastEvent } from "./link-steps.ts";
import { until } from "./log-world.ts";

// A second look comes after a second.
const world = useApiWorld({ start: false, timeScale: 30 });
const account = "new@google.demo.test";
const other = "second@google.demo.test";
const running: ApiChild[] = [];
// Each starts the program three times, which takes long where the machine is busy.
const limitMs = 180_000;

async function start(crashAt?: string, more: Readonly<Record<string, string>> = {}): Promise<ApiChild> {
  const api = await spawnApi({ ...world().variables, ...more, ...(crashAt ? { RELINK_CRASH_AT: crashAt } : {}) });
  running.push(api);
  return api;
}

afterEach(async () => {
  await expectWhole(world());
  for (const api of running.splice(0)) await api.kill("SIGTERM");
});

/** How many of an account's grants the provider has given since then, and not ended. */
async function countOpen(address: string, after: number): Promise<number> {
  const ended = new Set((await world().facts("revoke", address, after)).flatMap(({ detail }) => detail.ended ?? []));
  const issued = (await world().facts("token-issued", address, after)).map(({ detail }) => detail.grant);
  return new Set(issued.filter((grant) => !ended.has(grant ?? ""))).size;
}

async function lastFact(): Promise<number> {
  return (await world().facts("", undefined)).at(-1)?.id ?? 0;
}

const bringTo: Readonly<Record<string, (member: MemberClient, id: string) => Promise<unknown>>> = {
  CONNECTED: async () => undefined,
  OFF: (member, id) => act(member, "turnOff", id),
  async DISCONNECTED(member, id) {
    await world().sandbox.trouble(`accounts/${account}`, { appAccess: "removed" });
    await act(member, "check", id);
    await untilInbox(member, id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
  },
  async REMOVED(member, id) {
    await removeFully(member, id);
    await untilInbox(member, id, ({ providerAccess }) => providerAccess === "REVOKED", "it is removed");
  },
};

interface Prepared {
  readonly ola: MemberClient;
  readonly before: SeenInbox;
  readonly api: ApiChild;
  readonly from: number;
}

/** An inbox in that state; then the process is started anew, to be killed at `point`. */
async function prepare(state: string, point: string): Promise<Prepared> {
  const first = await start();
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, account);
  await bringTo[state]?.(ola, id);
  const before = await getInbox(ola, id);
  expect(before.state).toBe(state);
  expect(await first.kill("SIGTERM")).toBe("0");
  // Without workers, so that nothing but this reconnection comes to the point.
  const api = await start(point, { RELINK_ROLE: "api" });
  return { ola, before, api, from: await lastFact() };
}

async function signIn(member: MemberClient, inboxId: string, as: string): Promise<string> {
  const begun = (await member.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId } })).done;
  await walk(begun.authorizationUrl, as).catch(() => undefined);
  return begun.attempt.id;
}

async function expectBack({ ola, before, from }: Prepared): Promise<void> {
  const back = await getInbox(ola, before.id);
  expect(back).toMatchObject({ state: "CONNECTED", version: before.version + 1, disconnection: null, providerAccess: "GRANTED" });
  expect(await readLastEvent(ola, before.id)).toMatchObject({ type: "RECONNECTED", actorKind: "MEMBER" });
  expect((await act(ola, "check", before.id)).check).toMatchObject({ verdict: "OK" });
  await removeFully(ola, before.id);
  await untilInbox(ola, before.id, ({ providerAccess }) => providerAccess === "REVOKED", "its end closes as any other");
  expect(await countOpen(account, from), "nothing that was granted on the way is open").toBe(0);
}

test.each([
  ["connect.state-taken", "DISCONNECTED"],
  ["connect.grant-held", "OFF"],
  ["connect.session-opened", "REMOVED"],
])(
  "killed at %s while a member reconnects from %s: nothing has changed, the attempt expires, and the next one brings it back",
  async (point, state) => {
    const prepared = await prepare(state, point);
    const { ola, before, api } = prepared;
    const attempt = await signIn(ola, before.id, account);
    expect(await api.ended).toBe("SIGKILL");
    await letExpire(world());
    await start();
    expect(await getInbox(ola, before.id)).toEqual(before);
    await until(async () => (await getAttempt(ola, attempt)).state === "EXPIRED", "the attempt expires");
    await until(async () => (await world().database.query("select 1 from stray_grant")).length === 0, "nothing of it is kept");
    expect(await getInbox(ola, before.id)).toEqual(before);
    expect(await getAttempt(ola, await signIn(ola, before.id, account))).toMatchObject({ state: "SUCCEEDED" });
    await expectBack(prepared);
  },
  limitMs,
);

test(
  "killed once the reconnection was stored: the inbox is back, and works",
  async () => {
    const prepared = await prepare("DISCONNECTED", "connect.stored");
    const attempt = await signIn(prepared.ola, prepared.before.id, account);
    expect(await prepared.api.ended).toBe("SIGKILL");
    await start();
    expect(await getAttempt(prepared.ola, attempt)).toMatchObject({ state: "SUCCEEDED", failure: null });
    await expectBack(prepared);
  },
  limitMs,
);

test.each(["connect.grant-held", "stray.before-revocation"])(
  "killed at %s with the grant of a wrong account in hand: it is ended at the provider, and the inbox is as before",
  async (point) => {
    const { ola, before, api, from } = await prepare("CONNECTED", point);
    const attempt = await signIn(ola, before.id, other);
    const failed = point.startsWith("stray");
    // What ends strays is a worker.
    if (failed) await api.kill("SIGTERM");
    const killed = failed ? await start(point, { RELINK_ROLE: "worker" }) : api;
    expect(await killed.ended).toBe("SIGKILL");
    await letExpire(world());
    await start();
    const state = failed ? "FAILED" : "EXPIRED";
    await until(async () => (await getAttempt(ola, attempt)).state === state, "the attempt is over");
    await until(async () => (await world().facts("revoke", other, from)).length === 1, "it is revoked");
    expect(await countOpen(other, from)).toBe(0);
    expect(await getInbox(ola, before.id)).toEqual(before);
    await removeFully(ola, before.id);
  },
  limitMs,
);

test(
  "killed once a rotated token was stored: the next refresh is made with that one",
  async () => {
    const address = "new@microsoft.demo.test";
    const first = await start();
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, address);
    expect(await first.kill("SIGTERM")).toBe("0");
    const from = await lastFact();
    const api = await start("refresh.stored", { RELINK_ROLE: "api" });
    await act(ola, "check", id).catch(() => undefined);
    expect(await api.ended).toBe("SIGKILL");
    await start();
    await untilCheckPasses(ola, id);
    await until(async () => (await world().facts("refresh-ok", address, from)).length >= 2, "it was refreshed again");
    const reuses = (await world().facts("refresh-ok", address, from)).map(({ detail }) => detail.reuse);
    expect(reuses, "no token was used twice, so none was lost").toEqual(reuses.map(() => 0));
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", version: 2 });
  },
  limitMs,
);
