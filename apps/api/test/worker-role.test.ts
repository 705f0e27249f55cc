import { afterEach, expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { findFreePort, spawnApi, type ApiChild } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connectImap } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// The API answers people; nothing happens by itself in its process.
const world = useApiWorld({ role: "api", timeScale: 1 });
let worker: ApiChild | null = null;
afterEach(() => worker?.kill("SIGKILL"));

test(
  "with RELINK_ROLE=api nothing is checked; a process with RELINK_ROLE=worker alone does it, and takes nothing with it when it ends",
  { timeout: 60_000 },
  async () => {
    const ola = await world().asMember("ola");
    const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
    const inboxId = parseGlobalId("inbox", id);
    const { database } = world();
    const checks = async () =>
      (await database.query<{ n: number }>("select count(*)::int as n from inbox_check where inbox_id = $1", [inboxId]))[0]?.n ?? 0;
    const before = await checks();
    await database.query("update due_check set due_at = $1", [new Date(Date.now() - 1_000)]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await checks()).toBe(before);
    const port = await findFreePort();
    worker = await spawnApi({ ...world().variables, PORT: String(port), RELINK_ROLE: "worker" });
    await until(async () => (await checks()) === before + 1, "the worker has checked it");
    const [due] = await database.query<{ at: Date; leased: boolean }>(
      "select due_at as at, lease_until is not distinct from due_at as leased from due_check where inbox_id = $1",
      [inboxId],
    );
    expect(due?.leased).toBe(false);
    // Ten minutes, 20 % more or less.
    const minutes = ((due?.at.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(7);
    expect(minutes).toBeLessThanOrEqual(12);
    expect(await worker.kill("SIGTERM")).toBe("0");
  },
);
