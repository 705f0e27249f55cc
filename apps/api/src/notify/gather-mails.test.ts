import { scaledDurations } from "@relink/domain";
import { beforeEach, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { newId } from "../platform/new-id.ts";
import { createMailGathering } from "./gather-mails.ts";

const testDatabase = useTestDatabase();
const minute = 60_000;
const begin = Date.parse("2026-11-23T10:00:00Z");
let member: { workspaceId: string; id: string };
beforeEach(() => {
  member = { workspaceId: newId(), id: newId() };
});

/** A notice of that minute that is to be mailed; answers its id. */
async function tell(atMinute: number, mail = "TEAM_DISCONNECT"): Promise<string> {
  const id = newId();
  await testDatabase().database.query(
    `insert into notification (workspace_id, id, member_id, template, params, because, severity, episode, href, created_at, mail)
     values ($1, $2, $3, 'disconnected', '{}', 'ADMIN', 'CRITICAL', $4, '/', $5, $6)`,
    [member.workspaceId, id, member.id, `episode-${id}`, new Date(begin + atMinute * minute), mail],
  );
  return id;
}

async function gather(): Promise<void> {
  const { database } = testDatabase();
  await createMailGathering({ database, clock: { durations: scaledDurations(1) }, onError: () => undefined }).gather();
}

interface Digest {
  readonly minute: number;
  readonly notices: readonly string[];
}

/** The person's mails that wait: when each goes, and what it is about. */
async function digests(): Promise<readonly Digest[]> {
  const rows = await testDatabase().database.query<{ due_at: Date; notices: string[] }>(
    `select t.due_at, array_agg(n.id order by n.created_at) as notices from timer t
     join notification n on n.workspace_id = t.workspace_id and n.digest_id = t.id
     where t.workspace_id = $1 and t.kind = 'sendMail' group by t.id, t.due_at order by t.due_at`,
    [member.workspaceId],
  );
  return rows.map(({ due_at, notices }) => ({ minute: (due_at.getTime() - begin) / minute, notices }));
}

async function prefer(column: string, value: number | boolean): Promise<void> {
  const sql = `insert into notification_preference (workspace_id, member_id, ${column}) values ($1, $2, $3)
    on conflict (workspace_id, member_id) do update set ${column} = $3`;
  await testDatabase().database.query(sql, [member.workspaceId, member.id, value]);
}

test("a window begins with its first notice, and what comes within it does not make it longer", async () => {
  await prefer("digest_window_seconds", 600);
  const first = await tell(0);
  await gather();
  const second = await tell(9);
  await gather();
  expect(await digests()).toEqual([{ minute: 10, notices: [first, second] }]);
});

test("what comes once the mail is on its way, or gone, begins a window of its own", async () => {
  await prefer("digest_window_seconds", 600);
  const first = await tell(0);
  await gather();
  await testDatabase().database.query("update timer set lease_until = $2 where workspace_id = $1", [
    member.workspaceId,
    new Date(begin + 11 * minute),
  ]);
  const second = await tell(10);
  await gather();
  expect(await digests()).toEqual([
    { minute: 10, notices: [first] },
    { minute: 20, notices: [second] },
  ]);
  await testDatabase().database.query("delete from timer where workspace_id = $1", [member.workspaceId]);
  const third = await tell(30);
  await gather();
  expect(await digests()).toEqual([{ minute: 40, notices: [third] }]);
});

test("a window is 60 s where the person never said anything", async () => {
  const first = await tell(0);
  await gather();
  expect(await digests()).toEqual([{ minute: 1, notices: [first] }]);
});

test("kinds that a person wants no mail of are left out, one by one; what only they can end comes all the same", async () => {
  await prefer("email_on_team_disconnect", false);
  await prefer("email_on_personal_disconnect", false);
  await prefer("email_on_migration", false);
  for (const kind of ["TEAM_DISCONNECT", "PERSONAL_DISCONNECT", "MIGRATION"]) await tell(0, kind);
  const always = await tell(0, "ALWAYS");
  await gather();
  expect(await digests()).toEqual([{ minute: 1, notices: [always] }]);
  await prefer("email_on_migration", true);
  const migration = await tell(0, "MIGRATION");
  await gather();
  expect(await digests()).toEqual([{ minute: 1, notices: [always, migration] }]);
});
