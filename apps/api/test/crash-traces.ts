import { expect } from "vitest";
import type { ApiWorld } from "./api-world.ts";
import { letExpire } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

/** What no kill may leave behind; to be asked of a process that runs again. */
export async function expectWhole(world: ApiWorld): Promise<void> {
  await expectDenseLog(world);
  await letExpire(world);
  await until(async () => (await world.database.query("select 1 from stray_grant")).length === 0, "no stray grant is left");
  const orphans = `select 1 from grant_secret s left join inbox_grant g on g.workspace_id = s.workspace_id and g.id = s.grant_id
    where g.credentials is null or g.credentials = 'DESTROYED'`;
  expect(await world.database.query(orphans)).toEqual([]);
  const miscounted = `select 1 from provider_account a
    where live <> (select count(*) from inbox_grant g where g.account_key = a.account_key and g.ended_at is null)`;
  expect(await world.database.query(miscounted)).toEqual([]);
}

/** No event is lost or doubled: numbers without a gap, and a reader from the beginning sees each once, in order. */
async function expectDenseLog(world: ApiWorld): Promise<void> {
  const rows = await world.database.query<{ number: number; version: number; inbox: string }>(
    "select number::int, inbox_version as version, inbox_id as inbox from inbox_event where workspace_id = $1 order by number",
    [world.ids.sofia.workspaceId],
  );
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  const versions = new Map<string, number[]>();
  for (const { inbox, version } of rows) versions.set(inbox, [...(versions.get(inbox) ?? []), version]);
  for (const seen of versions.values()) expect(seen).toEqual(seen.map((_, index) => index + 1));
  const sofia = await world.asMember("sofia");
  const { inboxEvents } = await sofia.get<{ inboxEvents: { nodes: { id: string }[] } }>("{ inboxEvents(first: 200) { nodes { id } } }");
  expect(inboxEvents.nodes).toHaveLength(rows.length);
}
