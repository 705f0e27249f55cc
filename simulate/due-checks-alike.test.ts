import type { HostRules } from "@relink/domain";
import { beforeEach, expect, test } from "vitest";
import { createDueCheckStore, type CheckOutcomeKind, type DueCheck, type EndedCheck } from "../apps/api/src/monitor/due-check.store.ts";
import { createUpkeepStore } from "../apps/api/src/upkeep/upkeep.store.ts";
import { useTestDatabase } from "../apps/api/test/test-database.ts";
import { DueCheckMemory, type DueRow } from "./ports/due-check-memory.ts";
import { createChance, type Chance } from "./random.ts";

const testDatabase = useTestDatabase();
const start = Date.parse("2026-11-23T12:00:00Z");
const leaseMs = 20_000;
const rules: HostRules = {
  named: { atOnce: 3, slotMs: 400 },
  provider: { atOnce: 8, slotMs: 50 },
  providerHosts: ["imap.provider.test"],
  breaker: { failuresInARow: 5, firstRestMs: 3_000, mostRestMs: 10_000 },
  spreadMs: 15_000,
};
const hosts = ["imap.provider.test", "imap.one.test", "imap.two.test"] as const;
const workspaceId = "00000000-0000-7000-8000-000000000001";

interface Row {
  readonly id: string;
  readonly host: string;
  readonly at: number;
  readonly leased: boolean;
  readonly token: number;
  readonly trouble: number;
}

const sqlRows = `select inbox_id as id, host, (extract(epoch from due_at) * 1000)::float8 as at, lease_until is not distinct from due_at as leased,
  token::int as token, trouble::int as trouble from due_check order by inbox_id`;
const sqlHosts = `select host, tokens, (extract(epoch from filled_at) * 1000)::float8 as "filledAt", (extract(epoch from waits_until) * 1000)::float8 as "waitsUntil",
  running, failures, rests, (extract(epoch from rests_until) * 1000)::float8 as "restsUntil" from mail_host order by host`;

/** Both sides of every comparison, and the numbers up to the microsecond that PostgreSQL keeps. */
class Pair {
  readonly memory = new DueCheckMemory(rules, () => 0.5);
  readonly store = createDueCheckStore(testDatabase().database, rules);

  async add(id: string, host: string, at: number): Promise<void> {
    const sql = "insert into due_check (inbox_id, workspace_id, host, due_at) values ($1, $2, $3, to_timestamp($4::float8 / 1000))";
    await testDatabase().database.query(sql, [id, workspaceId, host, at]);
    this.memory.put(id, workspaceId, host, at);
  }

  /** @returns what was claimed, after it was the same on both sides. */
  async claim(now: number, limit: number, chance: Chance): Promise<readonly DueCheck[]> {
    const before = new Map(this.memory.rows().map((row) => [row.inboxId, row.dueAt]));
    const real = await this.store.claim(now, now + leaseMs, limit);
    const simulated = await this.memory.claim(now, now + leaseMs, limit);
    expect(simulated.looked).toBe(real.looked);
    expect(byId(simulated.due)).toEqual(byId(real.due).map((one) => ({ ...one, dueAt: expect.closeTo(one.dueAt, 1) })));
    await this.#agree(now, before, chance);
    return simulated.due;
  }

  async complete(now: number, ended: readonly EndedCheck[], chance: Chance): Promise<void> {
    const before = new Map(this.memory.rows().map((row) => [row.inboxId, row.dueAt]));
    await this.store.complete(now, ended);
    await this.memory.complete(now, ended);
    await this.#agree(now, before, chance);
  }

  async recount(now: number, chance: Chance): Promise<void> {
    await createUpkeepStore(testDatabase().database).recountRunning(now);
    this.memory.recountRunning(now);
    await this.#agree(now, new Map(), chance);
  }

  /** Times by chance differ, within the spread: both go on with one that the seed draws. */
  async #agree(now: number, before: ReadonlyMap<string, number>, chance: Chance): Promise<void> {
    const [real, turns] = await Promise.all([
      testDatabase().database.query<Row>(sqlRows),
      testDatabase().database.query<object & { host: string }>(sqlHosts),
    ]);
    const simulated = this.memory
      .rows()
      .map((row) => ({ id: row.inboxId, host: row.host, leased: row.leaseUntil === row.dueAt, token: row.token, trouble: row.trouble }))
      .toSorted((one, other) => one.id.localeCompare(other.id));
    expect(simulated).toEqual(real.map(({ id, host, leased, token, trouble }) => ({ id, host, leased, token, trouble })));
    for (const { host, ...turn } of turns) expect(rounded(this.memory.hosts.get(host))).toEqual(rounded(turn));
    const taken = new Set<number>();
    for (const { id, host, at, leased } of real) {
      const row = this.memory.find(id);
      if (!row) continue;
      const isAlike = Math.abs(row.dueAt - at) < 0.01;
      if (!isAlike) this.#isByChance(row, at, now, before);
      // Which of two that are due at one time is first is nobody's rule: no two are.
      let next = isAlike ? at : Math.max(now, this.memory.hosts.get(host)?.restsUntil ?? 0) + chance.below(rules.spreadMs);
      while (taken.has(Math.round(next))) next += 1;
      taken.add(Math.round(next));
      if (next !== at) await this.#move(row, next, leased);
    }
  }

  /** Only what waits for a host that rests, is back, or has a long queue is put anywhere by chance. */
  #isByChance(row: DueRow, at: number, now: number, before: ReadonlyMap<string, number>): void {
    expect(at, `${row.inboxId} at ${row.host}`).not.toBe(before.get(row.inboxId));
    const from = Math.max(now, this.memory.hosts.get(row.host)?.restsUntil ?? 0);
    for (const time of [at, row.dueAt]) expect(time).toBeGreaterThanOrEqual(from - 1);
    for (const time of [at, row.dueAt]) expect(time).toBeLessThanOrEqual(from + 2 * rules.spreadMs + 1);
    expect(Math.abs(at - row.dueAt)).toBeLessThanOrEqual(rules.spreadMs / 2 + 1);
  }

  async #move(row: DueRow, at: number, leased: boolean): Promise<void> {
    const sql = `update due_check set due_at = to_timestamp($2::float8 / 1000), lease_until = case when $3 then to_timestamp($2::float8 / 1000) end
      where inbox_id = $1`;
    await testDatabase().database.query(sql, [row.inboxId, at, leased]);
    this.memory.move(row, at, leased ? at : null);
  }
}

function byId(due: readonly DueCheck[]): readonly DueCheck[] {
  return due.toSorted((one, other) => one.inboxId.localeCompare(other.inboxId));
}

function rounded(turn: object | undefined): object {
  return Object.fromEntries(
    Object.entries(turn ?? {}).map(([name, value]) => [name, typeof value === "number" ? Math.round(value * 100) / 100 : value]),
  );
}

beforeEach(async () => {
  await testDatabase().database.query("delete from due_check");
  await testDatabase().database.query("delete from mail_host");
});

const outcomes: readonly CheckOutcomeKind[] = ["passed", "refused", "uncoded", "failed", "ours", "none"];

test.each(["1", "2", "3", "4"])("the simulated table of due checks does as the real one, whatever comes: seed %s", async (seed) => {
  const chance = createChance(`due checks ${seed}`);
  const pair = new Pair();
  let now = start;
  let held: DueCheck[] = [];
  let [claimed, ended, rested] = [0, 0, 0];
  for (let id = 1; id <= 60; id += 1) {
    const inboxId = `00000000-0000-7000-8000-${String(id).padStart(12, "0")}`;
    // No two at one time: which of them is first is nobody's rule.
    await pair.add(inboxId, chance.pick(hosts), start + id * 37 + chance.below(30));
  }
  for (let turn = 0; turn < 80; turn += 1) {
    // Now and then a clock goes back, or a lease runs out in the hands of a worker that died.
    now += chance.happens(0.05) ? -500 : chance.happens(0.1) ? leaseMs + 1_000 : chance.below(2_500);
    if (chance.happens(0.6)) {
      const due = await pair.claim(now, 1 + chance.below(25), chance);
      claimed += due.length;
      held.push(...due);
    }
    if (chance.happens(0.05)) await pair.recount(now, chance);
    if (chance.happens(0.05)) held = [];
    if (held.length === 0 || chance.happens(0.3)) continue;
    const some = held.splice(0, 1 + chance.below(held.length));
    ended += some.length;
    const isDown = chance.happens(0.6);
    const how = some.map((due, nth) => ({
      due,
      outcome: isDown ? ("failed" as const) : chance.pick(outcomes),
      nextAt: chance.happens(0.02) ? null : now + 5_000 + nth * 11 + chance.below(40_000),
    }));
    await pair.complete(now, how, chance);
    rested += [...pair.memory.hosts.values()].filter(({ restsUntil }) => restsUntil !== null).length;
  }
  expect(claimed, "something was claimed").toBeGreaterThan(60);
  expect(ended, "and ended").toBeGreaterThan(30);
  expect(rested, "and a host rested").toBeGreaterThan(3);
});
