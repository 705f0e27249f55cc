import { afterEach, expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { type ApiChild, findFreePort, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { until } from "./log-world.ts";

// Rounds come a second after one another: a 600th of the interval.
const world = useApiWorld({ start: false, variables: { RELINK_WAITS: "checkInterval=10m" } });
const running: ApiChild[] = [];

async function start(crashAt?: string): Promise<ApiChild> {
  const api = await spawnApi({
    ...world().variables,
    PORT: String(await findFreePort()),
    ...(crashAt ? { RELINK_CRASH_AT: crashAt } : {}),
  });
  running.push(api);
  return api;
}

afterEach(async () => {
  for (const api of running.splice(0)) await api.kill("SIGTERM");
});

/** 25 inboxes of the demo workspace, each in trouble at one host, as their checks left them. */
async function trouble(): Promise<void> {
  const ids = Array.from({ length: 25 }, newId);
  const { workspaceId } = world().ids.sofia;
  await world().database.query(
    `insert into check_trouble (inbox_id, workspace_id, host, provider, domain, counted_at, seen_at)
     select id, $2, 'imap.example.test', 'IMAP', 'example.test', $3, $3 from unnest($1::uuid[]) id`,
    [ids, workspaceId, new Date()],
  );
}

const told = () =>
  world().database.query<{ role: string }>(
    "select m.role from notification n join member m on m.workspace_id = n.workspace_id and m.id = n.member_id where n.template = 'incident' order by 1",
  );

test("killed at incident.before-telling, between the opening and the telling: the next process tells each admin, once", async () => {
  const api = await start("incident.before-telling");
  await trouble();
  expect(await api.ended).toBe("SIGKILL");
  expect(await told()).toEqual([]);
  expect(await world().database.query("select kind from incident")).toEqual([{ kind: "PROVIDER_OUTAGE" }]);
  await start();
  await start();
  await until(async () => (await told()).length > 0, "it is told");
  // Two processes for some rounds: nobody is told twice.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await told()).toEqual([{ role: "ADMIN" }, { role: "SUPER_ADMIN" }]);
  expect(await world().database.query("select 1 from incident")).toHaveLength(1);
});
