import { durations, type Role } from "@relink/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { append, teamInbox, type LogInbox } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { createEventLog } from "../events/event-log.store.ts";
import { createTimerStore, type Timer } from "../monitor/timer.store.ts";
import { newId } from "../platform/new-id.ts";
import { createTransactions } from "../platform/transaction.ts";
import { createTellPostponed } from "./postponed.ts";
import { createRelay, type Relay } from "./relay.ts";

const testDatabase = useTestDatabase({ poolSize: 8 });
const begin = Date.now();
let workspaceId: string;
let relay: Relay;
let connector: string;

const query = <Row extends object>(sql: string, values: unknown[] = []) => testDatabase().database.query<Row>(sql, values);

async function join(role: Role): Promise<string> {
  const [userId, id] = [newId(), newId()];
  await query(
    "insert into user_account (id, name, email, email_verified, created_at, updated_at) values ($1, 'Ola', $2, true, now(), now())",
    [userId, `${userId}@example.com`],
  );
  await query("insert into member (workspace_id, id, user_id, role, joined_at) values ($1, $2, $3, $4, now())", [
    workspaceId,
    id,
    userId,
    role,
  ]);
  return id;
}

beforeEach(async () => {
  workspaceId = newId();
  await query("delete from timer");
  await query("insert into workspace (id, name, slug, created_at) values ($1, 'Demo', $2, now())", [workspaceId, `demo-${workspaceId}`]);
  await join("ADMIN");
  await join("SUPER_ADMIN");
  connector = await join("MEMBER");
  const { database } = testDatabase();
  relay = createRelay({
    database,
    transactions: createTransactions(database),
    bus: { onLogGrew: () => () => undefined, onLost: () => () => undefined, changed: () => undefined },
    now: () => begin,
    durations,
    onError: () => undefined,
  });
});
afterEach(() => relay.stop());

/** A channel that was disconnected for a policy, as its row and the log say. */
async function disconnected(reason: string): Promise<LogInbox> {
  const inbox = teamInbox(newId(), connector);
  await query(
    `insert into inbox (workspace_id, id, kind, shared_inbox_id, connected_by, address, address_key, provider, state, reason, disconnected_at, state_changed_at, version, created_at, grant_id)
     values ($1, $2, 'TEAM', $3, $4, $5, $5, 'MICROSOFT', 'DISCONNECTED', $6, $7, $7, 1, $7, $2)`,
    [workspaceId, inbox.id, inbox.sharedInboxId, connector, `${inbox.id}@moved.test`, reason, new Date(begin)],
  );
  await append(testDatabase().database, workspaceId, inbox, [
    { type: "DISCONNECTED", more: { reason: reason as "POLICY_BLOCKED" }, at: begin },
  ]);
  await relay.drain(workspaceId);
  return inbox;
}

async function told(inbox: LogInbox): Promise<readonly string[]> {
  const rows = await query<{ role: string }>(
    "select m.role from notification n join member m on m.workspace_id = n.workspace_id and m.id = n.member_id where n.inbox_id = $1 and n.template = 'disconnected' order by 1",
    [inbox.id],
  );
  return rows.map(({ role }) => role);
}

/** What waits, when its time has come. */
async function endOfWindow(): Promise<void> {
  const { database } = testDatabase();
  const now = begin + 2 * durations.checkInterval;
  const early: readonly Timer[] = await createTimerStore(database).claim({
    now: now - 1,
    leaseUntil: now,
    limit: 9,
    kinds: ["policyNotice"],
  });
  expect(early).toEqual([]);
  const timers = await createTimerStore(database).claim({ now, leaseUntil: now, limit: 9, kinds: ["policyNotice"] });
  const tell = createTellPostponed({ database, log: createEventLog(database), tellEvent: relay.tellEvent });
  // A handler may run twice.
  for (const timer of [...timers, ...timers]) await tell(timer);
}

test("a policy's refusal is told at once to who connected it, and to admins once the window is over", async () => {
  const inbox = await disconnected("POLICY_BLOCKED");
  expect(await told(inbox)).toEqual(["MEMBER"]);
  await endOfWindow();
  expect(await told(inbox)).toEqual(["ADMIN", "MEMBER", "SUPER_ADMIN"]);
});

test("where it was one domain's policy, admins have the incident's one notice and none of the inbox", async () => {
  const inbox = await disconnected("POLICY_BLOCKED");
  const id = newId();
  await query(
    "insert into incident (id, subject_key, kind, provider, since, last_bad_at) values ($1, $3, 'DOMAIN_POLICY', 'MICROSOFT', $2, $2)",
    [id, new Date(begin), id],
  );
  await query("insert into incident_workspace (workspace_id, incident_id) values ($1, $2)", [workspaceId, id]);
  await query("insert into incident_inbox values ($1, $2, $3)", [workspaceId, id, inbox.id]);
  await endOfWindow();
  expect(await told(inbox)).toEqual(["MEMBER"]);
});

test("one that came back in time is not told late", async () => {
  const inbox = await disconnected("MFA_REQUIRED");
  await query("update inbox set state = 'CONNECTED', reason = null, disconnected_at = null where id = $1", [inbox.id]);
  await endOfWindow();
  expect(await told(inbox)).toEqual(["MEMBER"]);
});

test("any other reason is told to all at once", async () => {
  const inbox = await disconnected("ACCESS_REVOKED");
  expect(await told(inbox)).toEqual(["ADMIN", "MEMBER", "SUPER_ADMIN"]);
});
