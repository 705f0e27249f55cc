import type { Listener } from "@relink/domain";
import type { TimerKind } from "../inbox/change.ts";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import { type NamedInbox, type NoticeStep, troubles } from "./notice.ts";

/** A notification that was made, or whose trouble has ended. */
export interface Stored {
  readonly id: string;
  readonly isNew: boolean;
}

/** Workspaces whose log has events that nobody was told of yet. */
export async function findBehind(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `select l.workspace_id as id from workspace_log l left join relay_position p on p.workspace_id = l.workspace_id
     where l.last_number > coalesce(p.number, 0)`,
    [],
    "relay-behind",
  );
  return rows.map((row) => row.id);
}

/** How far the log was read, held until the transaction ends; null: another process is at it. */
export async function holdPosition(transaction: Queryable, workspaceId: string): Promise<number | null> {
  await transaction.query("select set_config('relink.workspace', $1, true)", [workspaceId]);
  await transaction.query("insert into relay_position (workspace_id) values ($1) on conflict do nothing", [workspaceId], "relay-begin");
  const [row] = await transaction.query<{ number: number }>(
    "select number::float8 as number from relay_position where workspace_id = $1 for update skip locked",
    [workspaceId],
    "relay-hold",
  );
  return row?.number ?? null;
}

export function readListeners(database: Queryable, workspaceId: string): Promise<readonly Listener[]> {
  return database.query<Listener>(
    `select id, role, (extract(epoch from left_at) * 1000)::float8 as "leftAt" from member where workspace_id = $1 and left_at is null order by id`,
    [workspaceId],
    "relay-members",
  );
}

export async function readNames(
  database: Queryable,
  workspaceId: string,
  inboxIds: readonly string[],
): Promise<ReadonlyMap<string, NamedInbox>> {
  const rows = await database.query<NamedInbox>(
    `select i.id, i.address, i.provider, s.name as "sharedInboxName" from inbox i
     left join shared_inbox s on s.workspace_id = i.workspace_id and s.id = i.shared_inbox_id
     where i.workspace_id = $1 and i.id = any($2)`,
    [workspaceId, [...new Set(inboxIds)]],
    "relay-inboxes",
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** @param number - how far the log was read for it; null where it was not the log that told. */
export async function storeSteps(
  database: Queryable,
  workspaceId: string,
  steps: readonly NoticeStep[],
  { now, number }: { readonly now: number; readonly number: number | null },
): Promise<readonly Stored[]> {
  const at = new Date(now).toISOString();
  const rows = steps.map((step) => {
    if ("ending" in step) return toEnding(step.ending.inboxId, at);
    return "reminder" in step ? toTimer(workspaceId, step.reminder) : toRow(workspaceId, step.notice, at);
  });
  return database.query<Stored>(
    `select id, is_new as "isNew" from store_notices($1, $2::jsonb, $3)`,
    [workspaceId, JSON.stringify(rows), number],
    "relay-store",
  );
}

function toEnding(inboxId: string, at: string): object {
  return { ending: { at, inbox_id: inboxId, templates: troubles } };
}

function toTimer(workspaceId: string, { inboxId, days, dueAt }: Extract<NoticeStep, { readonly reminder: object }>["reminder"]): object {
  const kind = "remindDisconnected" satisfies TimerKind;
  const row = { id: newId(), kind, due_at: new Date(dueAt).toISOString(), token: 0, tries: 0, payload: { days: String(days) } };
  return { timer: { ...row, workspace_id: workspaceId, inbox_id: inboxId } };
}

function toRow(workspaceId: string, notice: Extract<NoticeStep, { readonly notice: object }>["notice"], at: string): object {
  return {
    notice: {
      workspace_id: workspaceId,
      id: newId(),
      member_id: notice.memberId,
      template: notice.template,
      params: notice.params,
      because: notice.because,
      severity: notice.severity,
      episode: notice.episode,
      inbox_id: notice.inboxId,
      migration_id: notice.migrationId,
      href: notice.href,
      mail: notice.mail,
      created_at: at,
      read_at: null,
      closed_at: null,
    },
  };
}
