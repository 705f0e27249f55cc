import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { type SandboxFact, useApiWorld } from "./api-world.ts";
import { expectWhole } from "./crash-traces.ts";
import { act, begin, connect, findInbox, getAttempt, getInbox, letExpire, removeFully, untilInbox, walk } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld({ start: false, timeScale: 120 });
const account = "new@google.demo.test";
const bystander = "third@google.demo.test";
const running: ApiChild[] = [];
let witness: string;

async function start(crashAt?: string, more: Readonly<Record<string, string>> = {}): Promise<ApiChild> {
  const api = await spawnApi({ ...world().variables, ...more, ...(crashAt ? { RELINK_CRASH_AT: crashAt } : {}) });
  running.push(api);
  return api;
}

beforeAll(async () => {
  const api = await start();
  const bruno = await world().asMember("bruno");
  witness = (await connect(bruno, bystander)).id;
  expect(await api.kill("SIGTERM")).toBe("0");
});

afterEach(async () => {
  const bruno = await world().asMember("bruno");
  expect(await getInbox(bruno, witness)).toMatchObject({ state: "CONNECTED" });
  expect(await world().facts("revoke", bystander)).toEqual([]);
  await expectWhole(world());
  for (const api of running.splice(0)) await api.kill("SIGTERM");
});

async function grantsOf(kind: string, after: number): Promise<readonly (string | null | undefined)[]> {
  return (await world().facts(kind, account, after)).map(({ detail }: SandboxFact) => detail.grant);
}

async function lastFact(): Promise<number> {
  return (await world().facts("", undefined)).at(-1)?.id ?? 0;
}

/** How many of the account's grants still open its mailbox. */
async function openGrants(after: number): Promise<readonly (string | null | undefined)[]> {
  const ended = new Set((await world().facts("revoke", account, after)).flatMap(({ detail }) => detail.ended ?? []));
  return [...new Set(await grantsOf("token-issued", after))].filter((grant) => !ended.has(grant ?? ""));
}

describe("killed while an inbox is connected", () => {
  test.each(["connect.state-taken", "connect.grant-held", "connect.session-opened"])(
    "at %s: the attempt expires, and nothing stays open",
    async (point) => {
      const from = await lastFact();
      const api = await start(point);
      const ola = await world().asMember("ola");
      const begun = await begin(ola, account);
      await walk(begun.authorizationUrl, account).catch(() => undefined);
      expect(await api.ended).toBe("SIGKILL");
      await start();
      await letExpire(world());
      await until(async () => (await getAttempt(ola, begun.attempt.id)).state === "EXPIRED", "the attempt expires");
      expect(await findInbox(ola, begun.inbox.id)).toMatchObject({ state: "REMOVED", providerAccess: "NONE" });
      await until(async () => (await openGrants(from)).length === 0, "what was granted is ended");
      expect(await grantsOf("revoke", from)).toHaveLength(point === "connect.state-taken" ? 0 : 1);
      await until(async () => (await world().database.query("select 1 from stray_grant")).length === 0, "and forgotten");
    },
  );

  test("at connect.stored: it is connected", async () => {
    const from = await lastFact();
    const api = await start("connect.stored");
    const ola = await world().asMember("ola");
    const begun = await begin(ola, account);
    await walk(begun.authorizationUrl, account).catch(() => undefined);
    expect(await api.ended).toBe("SIGKILL");
    await start();
    expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "SUCCEEDED", inbox: { state: "CONNECTED", version: 2 } });
    expect((await act(ola, "check", begun.inbox.id)).check).toMatchObject({ verdict: "OK" });
    expect(await grantsOf("revoke", from)).toEqual([]);
    await removeFully(ola, begun.inbox.id);
    await untilInbox(ola, begun.inbox.id, (inbox) => inbox.providerAccess === "REVOKED", "it closes");
  });
});

describe("killed while an inbox is removed", () => {
  const points = [
    "removal.decided",
    "removal.stored",
    "removal.before-revocation",
    "removal.after-revocation",
    "removal.revocation-stored",
    "removal.verified",
  ];

  test.each(points)("at %s: the provider's end of that grant is closed all the same, and of no other", async (point) => {
    const from = await lastFact();
    const api = await start(point);
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, account);
    await act(ola, "turnOff", id);
    await act(ola, "remove", id).catch(() => undefined);
    expect(await api.ended).toBe("SIGKILL");
    await start();
    if (point === "removal.decided") {
      expect(await getInbox(ola, id)).toMatchObject({ state: "OFF", providerAccess: "GRANTED", receipts: [] });
      await act(ola, "remove", id);
    }
    const closed = await untilInbox(ola, id, (inbox) => inbox.providerAccess === "REVOKED", "the provider's end closes");
    expect(closed).toMatchObject({ state: "REMOVED", receipts: [{ final: true, providerEnd: "REVOKED" }] });
    expect(await openGrants(from)).toEqual([]);
    expect(closed.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual([
      point === "removal.after-revocation" ? "ALREADY_REVOKED" : "REVOCATION_ACCEPTED",
      "REFRESH_REFUSED",
      "CREDENTIALS_DESTROYED",
    ]);
  });
});

test("killed with a stray grant in hand: it is ended once the process is back", async () => {
  const from = await lastFact();
  const api = await start("stray.before-revocation");
  const ola = await world().asMember("ola");
  const begun = await begin(ola, "second@google.demo.test");
  await walk(begun.authorizationUrl, account).catch(() => undefined);
  expect(await api.ended).toBe("SIGKILL");
  await start();
  await until(async () => (await grantsOf("revoke", from)).length === 1, "it is revoked");
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "FAILED", failure: "ADDRESS_MISMATCH" });
  await until(async () => (await world().database.query("select 1 from stray_grant")).length === 0, "and forgotten");
});

test("killed between a rotated token and its storing: the inbox still works", async () => {
  // Without workers: a refresh of the witness, checked by itself, would kill it before its time.
  const api = await start("refresh.token-received", { RELINK_ROLE: "api" });
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@microsoft.demo.test");
  await act(ola, "check", id).catch(() => undefined);
  expect(await api.ended).toBe("SIGKILL");
  await start();
  expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
  expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", version: 2 });
});
