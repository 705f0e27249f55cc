import { durations, type GrantApplication, type Inbox, type Verdict } from "@relink/domain";
import { beforeEach } from "vitest";
import { createIncidentStore } from "../src/monitor/incident.store.ts";
import { tellIncidents } from "../src/monitor/incident-notices.ts";
import { runIncidentRound } from "../src/monitor/incident-round.ts";
import { createIncidentWatch, type CountingWatch } from "../src/monitor/incident-watch.ts";
import type { BusChange } from "../src/platform/bus.ts";
import { createClock } from "../src/platform/clock.ts";
import { makeInboxes, makeWorkspace } from "./incident-world.ts";
import { useTestDatabase } from "./test-database.ts";

const slots = 20;
const begin = Date.UTC(2026, 10, 23, 8);
const tables = "host_window check_trouble incident_inbox incident_workspace incident incident_watch due_check inbox notification timer";

export interface IncidentProcess {
  readonly watch: CountingWatch;
  round(): Promise<void>;
}

/** The counting and judging of incidents over a real database, at a time that the test moves. */
export function useIncidentRounds(host = "imap.example.test") {
  const testDatabase = useTestDatabase({ poolSize: 12 });
  let now = begin;
  const [said, hints]: [string[], BusChange[]] = [[], []];
  const clock = createClock(1, () => now);
  const query = <Row extends object>(sql: string, values: unknown[] = []) => testDatabase().database.query<Row>(sql, values);
  beforeEach(async () => {
    now = begin;
    said.length = hints.length = 0;
    for (const table of tables.split(" ")) await query(`delete from ${table}`);
  });
  return {
    begin,
    /** What the operator's log says, and what hints went out. */
    said,
    hints,
    query,
    now: () => now,
    pass: (ms: number) => void (now += ms),
    worker: () => createProcess(testDatabase().database, clock, said, hints),
    workspace: () => makeWorkspace(testDatabase().database),
    inboxes: (count: number, workspaceId: string, domain?: string) =>
      makeInboxes(testDatabase().database, count, { workspaceId, host, domain, at: begin }),
    /** Every inbox once, evenly over one interval, with a round each half minute. */
    async interval(
      { watch, round }: IncidentProcess,
      all: readonly Inbox[],
      verdict: (index: number) => Verdict,
      more: { readonly application?: GrantApplication } = {},
    ): Promise<void> {
      for (let slot = 0; slot < slots; slot += 1) {
        for (const [index, inbox] of all.entries())
          if (index % slots === slot) watch.saw({ inbox, verdict: verdict(index), byPerson: false, ...more });
        await round();
        now += durations.checkInterval / slots;
      }
    },
    /** What admins were told, in order. */
    notices: (workspaceId: string): Promise<readonly object[]> =>
      query(
        `select m.role, n.params->>'incidentKind' as kind, coalesce(n.params->>'closed', 'false') as closed, n.closed_at is not null as over
       from notification n join member m on m.workspace_id = n.workspace_id and m.id = n.member_id where n.workspace_id = $1 order by n.id`,
        [workspaceId],
      ),
  };
}

type Database = ReturnType<ReturnType<typeof useTestDatabase>>["database"];

function createProcess(database: Database, clock: ReturnType<typeof createClock>, said: string[], hints: BusChange[]): IncidentProcess {
  const store = createIncidentStore(database);
  const watch = createIncidentWatch({ store, clock });
  const log = {
    opened: ({ kind }: { kind: string }) => void said.push(`${kind} opened`),
    closed: ({ kind }: { kind: string }) => void said.push(`${kind} closed`),
  };
  const bus = { changed: (change: BusChange) => void hints.push(change) };
  return {
    watch,
    async round() {
      await watch.flush();
      await runIncidentRound({ store, clock, bus, log, nudge: () => undefined });
      await tellIncidents({ database, bus, now: clock.now });
      watch.learn(await store.listOpen());
    },
  };
}
