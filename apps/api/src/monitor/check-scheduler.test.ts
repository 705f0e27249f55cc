import type { HostRules } from "@relink/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGate } from "../../test/gate.ts";
import { until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { mailboxesFor, makeCertificate, tlsServer } from "../mail/mail-server.fixture.ts";
import { newId } from "../platform/new-id.ts";
import type { CheckEnd } from "./check-run.ts";
import { createCheckScheduler, type CheckScheduler, type CheckSchedulerOptions } from "./check-scheduler.ts";
import { createDueCheckStore, type DueCheck } from "./due-check.store.ts";

const testDatabase = useTestDatabase({ poolSize: 12 });
const workspaceId = newId();
let schedulers: CheckScheduler[] = [];

beforeEach(async () => {
  schedulers = [];
  await testDatabase().database.query("delete from due_check");
});
afterEach(async () => {
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
});

async function due(count: number, at: number, host = "mail.example.test"): Promise<void> {
  const ids = Array.from({ length: count }, newId);
  const sql = "insert into due_check (inbox_id, workspace_id, host, due_at) select id, $2, $3, $4 from unnest($1::uuid[]) id";
  await testDatabase().database.query(sql, [ids, workspaceId, host, new Date(at)]);
}

const rules: HostRules = {
  named: { atOnce: 1_000, slotMs: 0.1 },
  provider: { atOnce: 1_000, slotMs: 0.1 },
  providerHosts: [],
  breaker: { failuresInARow: 25, firstRestMs: 200, mostRestMs: 1_000 },
  spreadMs: 500,
};
const passed: CheckEnd = { outcome: "passed", watched: true };

function start(
  check: CheckSchedulerOptions["check"],
  { rules: own = rules, ...more }: Partial<CheckSchedulerOptions> & { readonly rules?: HostRules } = {},
): CheckScheduler {
  const scheduler = createCheckScheduler({
    store: createDueCheckStore(testDatabase().database, own),
    check,
    now: Date.now,
    onError: () => undefined,
    retryMs: (trouble) => (trouble === 0 ? 3_600_000 : 50),
    pollMs: 20,
    ...more,
  });
  schedulers.push(scheduler);
  scheduler.start();
  return scheduler;
}

test("two workers share 500 due checks and run each once; what is not due stays", async () => {
  await due(500, Date.now() - 1_000);
  await due(3, Date.now() + 3_600_000, "later.example.test");
  const seen: string[] = [];
  const check = async (one: DueCheck) => {
    seen.push(one.inboxId);
    return passed;
  };
  start(check);
  start(check);
  await until(() => seen.length >= 500, "all 500 are checked");
  expect(new Set(seen).size).toBe(500);
  expect(seen).toHaveLength(500);
});

test("at one server no more run at once than allowed, and another server's do not wait for them", async () => {
  await due(20, Date.now() - 1_000, "slow.example.test");
  await due(5, Date.now() - 500, "quick.example.test");
  const gate = createGate();
  let slow = 0;
  let most = 0;
  const quick: string[] = [];
  start(
    async (one) => {
      if (one.host === "quick.example.test") {
        quick.push(one.inboxId);
        return passed;
      }
      slow += 1;
      most = Math.max(most, slow);
      await gate.enter();
      slow -= 1;
      return passed;
    },
    { rules: { ...rules, named: { atOnce: 4, slotMs: 0.1 } } },
  );
  await until(() => quick.length === 5, "the quick server is done");
  expect(most).toBe(4);
  gate.open();
});

test("a check that was claimed by a worker that died comes back when its lease runs out", async () => {
  await due(1, Date.now() - 1_000);
  const dead = createDueCheckStore(testDatabase().database, rules);
  expect((await dead.claim(Date.now(), Date.now() + 150, 10)).due).toHaveLength(1);
  const seen: string[] = [];
  start(async (one) => {
    seen.push(one.inboxId);
    return passed;
  });
  await until(() => seen.length === 1, "the lease ran out");
});

test("a check that throws is told, and does not stop the others", async () => {
  await due(3, Date.now() - 1_000);
  const errors: unknown[] = [];
  let tries = 0;
  start(
    async () => {
      tries += 1;
      if (tries === 1) throw new Error("a server that hangs up");
      return passed;
    },
    { onError: (error) => errors.push(error) },
  );
  await until(() => tries >= 4, "each was checked in the end");
  expect(errors).toHaveLength(1);
});

test("checks that hang for ever, and a server that answers a byte a second, block no place: the others go on, and those are given up", async () => {
  await due(12, Date.now() - 2_000, "hangs.example.test");
  await due(1, Date.now() - 2_000, "drips.example.test");
  await due(200, Date.now() - 1_000, "well.example.test");
  const certificate = await makeCertificate("drips.example.test");
  const drips = await tlsServer(certificate, (socket) => {
    const timer = setInterval(() => socket.write("*"), 1_000);
    socket.on("close", () => clearInterval(timer));
  });
  const mailboxes = mailboxesFor([drips.port], certificate);
  const well = new Set<string>();
  const verdicts: string[] = [];
  let [now, most] = [0, 0];
  const errors: unknown[] = [];
  start(
    async ({ host, inboxId }) => {
      now += 1;
      most = Math.max(most, now);
      if (host === "hangs.example.test") return new Promise<never>(() => undefined);
      if (host === "drips.example.test") {
        const login = { server: { host, port: drips.port, security: "TLS" as const }, user: "ola@relink.test", auth: { password: "x" } };
        const { verdict } = await mailboxes.open(login, { timeoutMs: 1_500 });
        verdicts.push(verdict.verdict);
      } else well.add(inboxId);
      now -= 1;
      return passed;
    },
    { concurrency: 16, limitMs: 10_000, leaseMs: 20_000, onError: (error) => errors.push(error), retryMs: () => 3_600_000 },
  );
  await until(() => well.size === 200, "all others are checked while those hang", 9_000);
  expect(errors).toEqual([]);
  await until(() => errors.length >= 12, "each that hangs is given up at its limit");
  await until(() => verdicts.length === 1, "the drip was judged");
  expect(verdicts).toEqual(["passing"]);
  expect(most).toBeLessThanOrEqual(16);
  const left = await testDatabase().database.query("select 1 from due_check where due_at < $1", [new Date(Date.now() + 1_000_000)]);
  await until(
    async () => (await testDatabase().database.query("select 1 from due_check where lease_until = due_at")).length === 0,
    "no lease is left",
  );
  expect(left.length).toBeLessThanOrEqual(13);
  await drips.close();
});

test("what a stopped worker had not begun is another's at once", async () => {
  await due(40, Date.now() - 1_000);
  const gate = createGate();
  const first = start(async () => (await gate.enter(), passed), { concurrency: 4, batch: 40 });
  await gate.entered;
  const stopping = first.stop();
  gate.open();
  await stopping;
  const seen: string[] = [];
  start(async ({ inboxId }) => (seen.push(inboxId), passed));
  await until(() => seen.length >= 36, "the others are run by the next worker, with no lease to sit out");
});
