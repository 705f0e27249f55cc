import { createHttpContestant } from "./measure/http-contestant.ts";
import { type Protocol, type Round, runRounds, shuffled } from "./measure/rounds.ts";
import type { Job } from "./measure/drive-http.ts";
import { startApi, startBaseline } from "./world/api-process.ts";
import type { Person, World } from "./world/world.ts";

const mutation = "mutation TurnOff($input: InboxCommandInput!) { turnOffInbox(input: $input) { inbox { id state version } } }";
const connections = 24;

interface Waiting {
  readonly workspaceId: string;
  readonly id: string;
  readonly version: number;
}

/** The inboxes that can be turned off; before they run out, all are connected again, which is not measured. */
function createSupply({ pool }: World, random: () => number) {
  let waiting: Waiting[] = [];
  return {
    next: () => waiting.pop() ?? null,
    async fill(atLeast: number): Promise<void> {
      if (waiting.length >= atLeast) return;
      await pool.query(
        "update inbox i set state = 'CONNECTED' from bench_workspace w where w.id = i.workspace_id and w.part = 'turn' and i.state = 'OFF'",
      );
      await pool.query(
        `insert into due_check (inbox_id, workspace_id, host, due_at) select i.id, i.workspace_id, i.mail_host, now() + interval '1 hour' from inbox i
          join bench_workspace w on w.id = i.workspace_id where w.part = 'turn' on conflict do nothing`,
      );
      await pool.query("vacuum inbox, inbox_health, workspace_log, due_check");
      const { rows } = await pool.query<Waiting>(
        `select i.workspace_id as "workspaceId", i.id, i.version from inbox i join bench_workspace w on w.id = i.workspace_id where w.part = 'turn' and i.state = 'CONNECTED'`,
      );
      waiting = shuffled(rows, random);
    },
  };
}

const counts = `select (select count(*) from inbox_event)::int as events, (select coalesce(sum(last_number), 0) from workspace_log)::int as numbers,
  (select count(*) from audit_entry)::int as audits, (select count(*) from idempotency_key)::int as keys`;

/** Looks whether each operation left its event, number, audit entry and key. */
function createProof({ pool }: World) {
  let before: Record<string, number> = {};
  const read = async (): Promise<Record<string, number>> => (await pool.query<Record<string, number>>(counts)).rows[0] ?? {};
  return {
    async before() {
      before = await read();
    },
    async after(operations: number) {
      const after = await read();
      for (const [name, count] of Object.entries(after)) {
        const grown = count - (before[name] ?? 0);
        if (grown !== operations) throw new Error(`${operations} mutations were answered, but ${name} grew by ${grown}.`);
      }
    },
  };
}

function toCandidateJob(person: Person, inbox: Waiting, key: string): Job {
  const id = `inbox_${inbox.id.replaceAll("-", "")}`;
  const right = JSON.stringify({ data: { turnOffInbox: { inbox: { id, state: "OFF", version: inbox.version + 1 } } } });
  return {
    path: "/graphql",
    headers: { "content-type": "application/json", cookie: person.cookie },
    body: JSON.stringify({ query: mutation, variables: { input: { inboxId: id, idempotencyKey: key } } }),
    check: (text) => (text.trimEnd() === right ? null : "not this inbox, turned off"),
  };
}

function toBaselineJob({ workspaceId, memberId, name }: Person, inbox: Waiting, key: string): Job {
  const right = JSON.stringify({ id: inbox.id, state: "OFF", version: inbox.version + 1 });
  return {
    path: "/",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ workspaceId, inboxId: inbox.id, version: inbox.version, memberId, name, key }),
    check: (text) => (text === right ? null : "not this inbox, turned off"),
  };
}

/** G1: turnOffInbox over HTTP with idempotency keys, each request another inbox and mostly another workspace. */
export async function benchMutation(world: World, protocol: Protocol, nodeOptions: readonly string[] = []): Promise<readonly Round[]> {
  const supply = createSupply(world, protocol.random);
  const proof = createProof(world);
  const byWorkspace = new Map(world.turners.map((person) => [person.workspaceId, person]));
  let keys = 0;
  const nextWith = (toJob: typeof toCandidateJob) => (): Job | null => {
    const inbox = supply.next();
    const person = inbox && byWorkspace.get(inbox.workspaceId);
    return inbox && person ? toJob(person, inbox, `bench-${process.pid}-${(keys += 1)}`) : null;
  };
  const before = async (ms: number): Promise<void> => {
    await supply.fill(ms * 5);
    await proof.before();
  };
  const servers = [await startApi(world, nodeOptions), await startBaseline(world, "mutation")] as const;
  const shared = { connections, databaseCpu: world.databaseCpu, before, after: proof.after };
  try {
    const candidate = createHttpContestant({ ...shared, server: servers[0], next: nextWith(toCandidateJob) });
    const baseline = createHttpContestant({ ...shared, server: servers[1], next: nextWith(toBaselineJob) });
    return await runRounds(candidate, baseline, protocol);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
