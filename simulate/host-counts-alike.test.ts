import { durations, type Inbox } from "@relink/domain";
import { expect, test } from "vitest";
import { bucketMsOf } from "../apps/api/src/monitor/seen-checks.ts";
import { createIncidentStore } from "../apps/api/src/monitor/incident.store.ts";
import { spansOf } from "../apps/api/src/monitor/incident-watch.ts";
import { makeInboxes, makeWorkspace } from "../apps/api/test/incident-world.ts";
import { useTestDatabase } from "../apps/api/test/test-database.ts";
import { CheckCounts } from "./ports/check-counts.ts";
import { createChance, type Chance } from "./random.ts";

const testDatabase = useTestDatabase();
const start = Date.parse("2026-11-23T12:00:00Z");
const hosts = { "imap.few.test": 16, "imap.some.test": 60, "imap.many.test": 230 } as const;
type Seen = Parameters<CheckCounts["count"]>[0];

interface One {
  readonly inbox: Inbox;
  isLive: boolean;
}

/** What one check of it adds to the counts. */
function look({ inbox, isLive }: One, now: number, chance: Chance): Seen {
  const at = new Date(now).toISOString();
  const host = inbox.mailHost ?? "";
  const bucketMs = bucketMsOf(durations);
  if (chance.happens(0.7)) {
    const bucket = new Date(Math.floor(now / bucketMs) * bucketMs).toISOString();
    return { passed: isLive ? [{ host, at: bucket, passed: 1 }] : [], cleared: [{ inbox_id: inbox.id, at }], troubled: [] };
  }
  const row = {
    inbox_id: inbox.id,
    workspace_id: inbox.workspaceId,
    host,
    provider: "IMAP",
    domain: "example.test",
    policy_code: null,
    ours_code: chance.happens(0.1) ? "LAPSED" : null,
    client_id: null,
    application_owner: null,
    counted_at: isLive ? at : null,
    reported_at: null,
    seen_at: at,
  };
  return { passed: [], cleared: [], troubled: [row] };
}

test.each(["1", "2", "3"])("the simulated counts of a host are the real ones: seed %s", async (seed) => {
  const chance = createChance(`counts ${seed}`);
  const { database } = testDatabase();
  for (const table of ["host_window", "check_trouble", "inbox"]) await database.query(`delete from ${table}`);
  const workspaceId = await makeWorkspace(database);
  const all: One[] = [];
  for (const [host, count] of Object.entries(hosts))
    for (const inbox of await makeInboxes(database, count, { workspaceId, host, at: start })) all.push({ inbox, isLive: true });
  const store = createIncidentStore(database);
  const memory = new CheckCounts({
    quietAt: () => 0,
    openHosts: () => [],
    liveAt: (host) => all.filter((one) => one.isLive && one.inbox.mailHost === host).map(({ inbox }) => inbox.id),
  });
  let now = start;
  for (let round = 0; round < 60; round += 1) {
    for (let nth = 0; nth < 25; nth += 1) {
      const one = chance.pick(all);
      if (chance.happens(0.05)) {
        one.isLive = !one.isLive;
        await database.query("update inbox set state = $2 where id = $1", [one.inbox.id, one.isLive ? "CONNECTED" : "OFF"]);
      }
      const seen = look(one, now, chance);
      await store.count(seen);
      memory.count(seen);
      now += 200 + chance.below(2_800);
    }
    const spans = spansOf({ now, durations });
    for (const host of Object.keys(hosts)) {
      const simulated = memory.countHost(spans, host);
      expect(simulated.spans, host).toEqual((await store.countHost(spans, host))?.spans);
    }
    const busy = (await store.countHosts(spans, 5)).map(({ host, spans: counted }) => ({ host, counted }));
    const simulatedBusy = memory.countHosts(spans, 5).map(({ host, spans: counted }) => ({ host, counted }));
    expect(simulatedBusy.toSorted((a, b) => a.host.localeCompare(b.host))).toEqual(busy);
  }
});
