import pg from "pg";
import { expect, test } from "vitest";
import { durations } from "@relink/domain";
import { makeInboxes, makeWorkspace } from "../../test/incident-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import type { Queryable } from "../platform/transaction.ts";
import { createCheckCountStore } from "./check-count.store.ts";
import { spansOf } from "./incident-watch.ts";

const testDatabase = useTestDatabase();
const at = Date.parse("2026-11-23T12:00:00Z");

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows"?: number;
  readonly Plans?: readonly Plan[];
}

function nodesOf(plan: Plan): readonly Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

test("of a large host no more inboxes are read than tell that it is one, and once for all spans", async () => {
  const { database, ownerUrl } = testDatabase();
  const workspaceId = await makeWorkspace(database);
  await makeInboxes(database, 20_000, { workspaceId, host: "imap.large.test", at });
  await makeInboxes(database, 16, { workspaceId, host: "imap.small.test", at });
  // Only who owns a table may count it.
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query("analyze inbox");
  const nodes: Plan[] = [];
  const watched: Queryable = {
    async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      // As it is planned once it was asked for often: for no host in particular.
      await owner.query("set plan_cache_mode = force_generic_plan");
      await owner.query(`prepare counted (text, int, timestamptz[], interval) as ${text}`);
      const literals = values.map((value) => (Array.isArray(value) ? `array[${value.map(quote).join(",")}]::timestamptz[]` : quote(value)));
      const { rows } = await owner.query(`explain (analyze, format json) execute counted (${literals.join(", ")})`);
      await owner.query("deallocate counted");
      nodes.push(...nodesOf(rows[0]["QUERY PLAN"][0].Plan));
      return [];
    },
  };
  await createCheckCountStore(watched).countHost(spansOf({ now: at, durations }), "imap.large.test");
  await owner.end();
  const read = nodes.filter((node) => node["Relation Name"] === "inbox");
  expect(read).toHaveLength(1);
  expect(read[0]?.["Node Type"]).toMatch(/^Index (Only )?Scan$/);
  expect(read[0]?.["Actual Rows"]).toBe(201);
});

function quote(value: unknown): string {
  return value instanceof Date ? `'${value.toISOString()}'` : `'${String(value)}'`;
}
