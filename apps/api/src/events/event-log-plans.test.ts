import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { append, personalInbox } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import type { Database } from "../platform/database.ts";
import { newId } from "../platform/new-id.ts";
import { createEventLog, type EventLog } from "./event-log.store.ts";

const testDatabase = useTestDatabase();
const workspaceId = newId();
const inbox = personalInbox();

beforeAll(async () => {
  const entries = Array.from({ length: 5_000 }, () => ({}));
  await append(testDatabase().database, workspaceId, inbox, entries);
  // Only who owns a table may count it.
  const owner = new pg.Client({ connectionString: testDatabase().ownerUrl });
  await owner.connect();
  await owner.query("analyze inbox_event");
  await owner.end();
});

/** Each node of a plan by its type. */
function nodesOf(plan: { readonly "Node Type": string; readonly Plans?: readonly never[] }): readonly string[] {
  return [plan["Node Type"], ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** How PostgreSQL goes about what the log asks it while this runs. */
async function plansOf(read: (log: EventLog) => Promise<unknown>): Promise<readonly (readonly string[])[]> {
  const { database } = testDatabase();
  const plans: (readonly string[])[] = [];
  const watched: Pick<Database, "query"> = {
    async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      const [row] = await database.query<{ "QUERY PLAN": readonly [{ readonly Plan: Parameters<typeof nodesOf>[0] }] }>(
        `explain (format json) ${text}`,
        values,
      );
      plans.push(nodesOf(row?.["QUERY PLAN"][0].Plan ?? { "Node Type": "none" }));
      return database.query<Row>(text, values);
    },
  };
  await read(createEventLog(watched));
  return plans;
}

const middle = { number: 2_500, at: Date.now() };
const reads: Readonly<Record<string, (log: EventLog) => Promise<unknown>>> = {
  "what follows a cursor": (log) => log.read(workspaceId, middle, 500),
  "what follows a number": (log) => log.read(workspaceId, { ...middle, at: null }, 500),
  "the bodies that follow a cursor": (log) => log.readBodies(workspaceId, middle, 500),
  "the bodies that follow a number": (log) => log.readBodies(workspaceId, { ...middle, at: null }, 500),
  "what a filter leaves": (log) => log.read(workspaceId, middle, 500, { kind: "PERSONAL" }),
  "the oldest": (log) => log.oldest(workspaceId),
  "an inbox's newest": (log) => log.readInbox(workspaceId, inbox.id, { after: middle, limit: 50, newestFirst: true }),
  "an inbox's oldest": (log) => log.readInbox(workspaceId, inbox.id, { after: null, limit: 50, newestFirst: false }),
};

test.each(Object.entries(reads))(
  "%s is read in the index's order, so that a page costs the same however long the log is",
  async (_, read) => {
    const plans = await plansOf(read);
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(plan.some((node) => node.includes("Index"))).toBe(true);
      expect(plan).not.toContain("Sort");
      expect(plan).not.toContain("Incremental Sort");
    }
  },
);
