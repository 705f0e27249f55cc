import { afterEach, expect, test } from "vitest";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connectImap, untilInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { migrate, migrationVerbs, untilMigration } from "./migration-steps.ts";

const world = useApiWorld({ start: false, timeScale: 20 });
const domain = "imap.demo.test";
const running: ApiChild[] = [];

async function start(crashAt?: string): Promise<ApiChild> {
  const api = await spawnApi({ ...world().variables, ...(crashAt ? { RELINK_CRASH_AT: crashAt } : {}) });
  running.push(api);
  return api;
}

afterEach(async () => {
  for (const api of running.splice(0)) await api.kill("SIGTERM");
});

test("killed after people were told and before anything was disconnected: told once, disconnected once each, by two processes at once", async () => {
  const first = await start("migration.told");
  const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
  const addresses = ["ola", "new", "spare"].map((name) => `${name}@${domain}`);
  const inboxes = [];
  for (const address of addresses) inboxes.push(await connectImap(world(), ola, address));
  // The process may die before it has answered.
  await sofia.ask(migrationVerbs.start, { domain, toProvider: "GOOGLE" }).catch(() => undefined);
  expect(await first.ended).toBe("SIGKILL");
  await start();
  await spawnApi({ ...world().variables, PORT: "0", RELINK_ROLE: "worker" }).then((other) => running.push(other));
  for (const { id } of inboxes) {
    await untilInbox(ola, id, ({ disconnection }) => disconnection?.reason === "PROVIDER_MIGRATED", "it is disconnected");
  }
  const migration = await untilMigration(sofia, domain, ({ total }) => total === 3, "it has its inboxes");
  await until(async () => (await world().database.query("select 1 from timer where kind = 'migrate'")).length === 0, "all of it is done");
  const counts = async (sql: string) => (await world().database.query<{ count: number }>(sql)).map(({ count }) => count);
  expect(await counts("select count(*)::int as count from inbox_event where type = 'DISCONNECTED' group by inbox_id")).toEqual([1, 1, 1]);
  expect(await counts("select count(*)::int as count from notification where template = 'domainMoves' group by member_id")).toEqual([
    1, 1, 1,
  ]);
  expect(await migrate(sofia, "invite", { id: migration.id })).toMatchObject({ state: "RUNNING", invited: 3 });
});
