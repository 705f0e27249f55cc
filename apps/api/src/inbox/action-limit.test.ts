import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { createActionLimit } from "./action-limit.store.ts";

const db = useTestDatabase();
const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 1, 12);

test("at most so many in any window; who waits is told how long", async () => {
  const limit = createActionLimit(db().database, "VERIFY", 2, hour);
  const [workspace, grant] = [randomUUID(), randomUUID()];
  expect(await limit.take(workspace, grant, noon)).toBe(0);
  expect(await limit.take(workspace, grant, noon + 60_000)).toBe(0);
  expect(await limit.take(workspace, grant, noon + 120_000)).toBe(hour - 120_000);
  expect(await limit.take(workspace, randomUUID(), noon + 120_000)).toBe(0);
  expect(await limit.take(workspace, grant, noon + hour)).toBe(0);
  expect(await limit.take(workspace, grant, noon + hour)).toBe(60_000);
});

test("who was overtaken by another, or whose clock is behind, waits no longer than the window", async () => {
  const limit = createActionLimit(db().database, "VERIFY", 1, hour);
  const [workspace, grant] = [randomUUID(), randomUUID()];
  expect(await limit.take(workspace, grant, noon)).toBe(0);
  for (const behind of [1, 2_000, hour * 2]) expect(await limit.take(workspace, grant, noon - behind)).toBe(hour);
});
