import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { append, teamInbox, until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { type Bus, createBus } from "../platform/bus.ts";
import { newId } from "../platform/new-id.ts";
import { createTransactions } from "../platform/transaction.ts";
import { createEventHub, type EventHub } from "./event-hub.ts";
import { createEventLog } from "./event-log.store.ts";

const testDatabase = useTestDatabase({ poolSize: 24 });
const total = 20_000;
const writers = 16;
const workspaces = Array.from({ length: 4 }, newId);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

/** mulberry32: chance that can be repeated. */
function createChance(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Unwanted extends Error {}

describe(`a storm of writers (seed ${seed})`, () => {
  const processes: { bus: Bus; hub: EventHub }[] = [];
  const committed = new Map(workspaces.map((id) => [id, new Set<string>()]));
  const ending = new AbortController();
  beforeAll(() => {
    const { database, appUrl } = testDatabase();
    for (let index = 0; index < 2; index += 1) {
      const bus = createBus({ url: appUrl, onError: () => undefined });
      processes.push({ bus, hub: createEventHub({ log: createEventLog(database), bus, onError: (error) => console.error(error) }) });
    }
  });
  afterAll(async () => {
    ending.abort();
    for (const { bus, hub } of processes) {
      hub.close();
      await bus.close();
    }
  });

  /** What one reader has seen, in the order in which it came. */
  function tail(hub: EventHub, workspaceId: string, after: number): { numbers: number[]; ids: string[] } {
    const seen = { numbers: [] as number[], ids: [] as string[] };
    const read = async (): Promise<void> => {
      for await (const batch of hub.follow({ workspaceId, after: { number: after, at: null }, signal: ending.signal })) {
        for (const event of batch) {
          seen.numbers.push(event.number);
          seen.ids.push(event.id);
        }
      }
    };
    void read();
    return seen;
  }

  async function write(writer: number, share: number): Promise<void> {
    const chance = createChance(seed + writer);
    const transactions = createTransactions(testDatabase().database);
    const inbox = teamInbox();
    for (let written = 0; written < share;) {
      const workspaceId = workspaces[Math.floor(chance() * workspaces.length)] ?? "";
      const count = Math.min(share - written, 1 + Math.floor(chance() * 3));
      const fate = chance();
      try {
        const ids = await transactions.run(async (transaction) => {
          const stored = await append(
            transaction,
            workspaceId,
            inbox,
            Array.from({ length: count }, () => ({})),
          );
          if (fate < 0.1) await transaction.query("select pg_sleep($1)", [0.002 + chance() * 0.01]);
          if (fate > 0.95) throw new Unwanted();
          return stored.ids;
        });
        for (const id of ids) committed.get(workspaceId)?.add(id);
        written += count;
        // One announcement in ten is lost: the poll must make up for it.
        if (chance() < 0.9) processes[writer % 2]?.bus.logGrew(workspaceId);
      } catch (error) {
        if (!(error instanceof Unwanted)) throw error;
      }
    }
  }

  async function cutBusConnections(): Promise<void> {
    const admin = new pg.Client({ connectionString: testDatabase().adminUrl });
    await admin.connect();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'relink bus%' and datname = current_database()",
    );
    await admin.end();
  }

  test("every tailing reader sees each event once, in order, and none is left out", { timeout: 180_000 }, async () => {
    const readers = workspaces.flatMap((workspaceId) =>
      processes.map(({ hub }) => ({ workspaceId, seen: tail(hub, workspaceId, 0), from: 0 })),
    );
    const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer, total / writers)));
    const so = (): number => [...committed.values()].reduce((sum, ids) => sum + ids.size, 0);
    await until(() => so() > total / 3, "a third is written", 120_000);
    await cutBusConnections();
    for (const workspaceId of workspaces) {
      readers.push({ workspaceId, seen: tail(processes[0]!.hub, workspaceId, 0), from: 0 });
      readers.push({ workspaceId, seen: tail(processes[1]!.hub, workspaceId, 100), from: 100 });
    }
    await writing;
    for (const { workspaceId, seen, from } of readers) {
      const expected = committed.get(workspaceId) ?? new Set();
      await until(() => seen.numbers.length >= expected.size - from, `a reader of ${workspaceId} is at the end`);
      expect(seen.numbers).toEqual(Array.from({ length: expected.size - from }, (_, index) => from + index + 1));
      if (from === 0) expect(new Set(seen.ids)).toEqual(expected);
    }
    expect(so()).toBe(total);
  });
});
