import type { Locale, Moment, Provider } from "@relink/domain";
import { toIso } from "../inbox/inbox-row.ts";
import type { LinkRow } from "../link/link.ts";
import type { TimerHandler } from "../monitor/timer-worker.ts";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import { findMigration } from "./migrate-domain.ts";
import type { MigrationStore } from "./migration.store.ts";
import { toTimerRow } from "./save-migration.ts";

export interface InviteNeeds {
  readonly database: Queryable;
  readonly migrations: MigrationStore;
  readonly bus: Pick<Bus, "changed">;
  readonly clock: Clock;
  readonly nudge: () => void;
}

/** Who invites. */
export interface Inviter {
  readonly memberId: string | null;
  readonly name: string;
}

/** One person who holds inboxes that wait. */
interface Holder {
  readonly memberId: string;
  readonly email: string;
  readonly locale: Locale;
  readonly inboxIds: readonly string[];
}

const holdersAtOnce = 50;
/** So many links stand in one mail; who holds more gets another one. */
const mostInAMail = 500;

/**
 * A reconnect link for each inbox that waits, and one mail for each person who holds some. A personal inbox is its
 * owner's; a channel is held by who connected it, or where they are gone by the super admin who has been here longest.
 * Safe to repeat: who has an open link gets no other.
 * @param most - how many people are invited at most; what is left waits for the timer.
 */
export async function inviteHolders(
  needs: InviteNeeds,
  migration: { readonly workspaceId: string; readonly id: string; readonly to: Provider },
  inviter: Inviter,
  most: number,
): Promise<void> {
  for (let invited = 0; invited < most;) {
    const moment = needs.clock.moment();
    const holders = await listHolders(needs.database, migration, moment.now);
    for (const holder of holders) await inviteOne(needs, migration, inviter, holder, moment);
    invited += holders.length;
    if (holders.length < holdersAtOnce) return;
  }
}

/** What the mutation left over, or did not get to. */
export function inviteTheRest(needs: InviteNeeds): TimerHandler {
  return async (timer) => {
    const migration = await findMigration(needs.migrations, timer);
    if (!migration || (migration.state !== "CONFIRMED" && migration.state !== "RUNNING")) return "done";
    const { memberId, name } = timer.payload;
    const inviter = { memberId: typeof memberId === "string" && memberId !== "" ? memberId : null, name: String(name) };
    const { workspaceId, id, move } = migration;
    await inviteHolders(needs, { workspaceId, id, to: move.to }, inviter, Number.POSITIVE_INFINITY);
    return "done";
  };
}

async function inviteOne(
  needs: InviteNeeds,
  { workspaceId, id, to }: { readonly workspaceId: string; readonly id: string; readonly to: Provider },
  inviter: Inviter,
  holder: Holder,
  moment: Moment,
): Promise<void> {
  const at = toIso(moment.now);
  const links = holder.inboxIds.map((inboxId) => toLink({ workspaceId, inboxId, to }, inviter, holder, moment));
  const payload = { mail: "migrationInvitation", migrationId: id, memberId: holder.memberId, at };
  const values = [
    workspaceId,
    id,
    JSON.stringify(links),
    JSON.stringify(toTimerRow(workspaceId, "sendMail", at, payload)),
    new Date(moment.now),
  ];
  const sql = "select invite_holder($1, $2, $3::jsonb, $4::jsonb, $5) as invited";
  const [row] = await needs.database.query<{ invited: number }>(sql, values, "migration_invite");
  if (!row || row.invited === 0) return;
  needs.bus.changed({ workspaceId, topic: "MIGRATION", id });
  needs.nudge();
}

function toLink(
  { workspaceId, inboxId, to }: { readonly workspaceId: string; readonly inboxId: string; readonly to: Provider },
  inviter: Inviter,
  holder: Holder,
  { now, durations }: Moment,
): LinkRow {
  return {
    workspace_id: workspaceId,
    id: newId(),
    kind: "RECONNECT",
    inbox_id: inboxId,
    grant_id: null,
    provider: to,
    sent_to: holder.email,
    locale: holder.locale,
    created_by: inviter.memberId,
    created_by_name: inviter.name,
    created_at: toIso(now),
    expires_at: toIso(now + durations.link),
    used_at: null,
    withdrawn_at: null,
  };
}

/** The next people who hold inboxes that wait, or whose link has run out; each with all of theirs, as far as one mail goes. */
async function listHolders(
  database: Queryable,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
  now: number,
): Promise<readonly Holder[]> {
  const sql = `
    with waiting as (
      select i.id as inbox_id, i.address_key, case when i.kind = 'PERSONAL' then i.owner_id else i.connected_by end as member_id
      from migration_item t join inbox i on i.workspace_id = t.workspace_id and i.id = t.inbox_id
      where t.workspace_id = $1 and t.migration_id = $2 and i.state in ('CONNECTED', 'FAILING', 'DISCONNECTED') and (t.state = 'WAITING' or (t.state = 'INVITED'
        and not exists (select 1 from link l where l.workspace_id = $1 and l.id = t.link_id and l.used_at is null and l.withdrawn_at is null and l.expires_at > $3)))
    ), eldest as (
      select m.id from member m where m.workspace_id = $1 and m.role = 'SUPER_ADMIN' and m.left_at is null order by m.joined_at, m.id limit 1
    ), held as (
      select w.inbox_id, w.address_key, coalesce((select m.id from member m where m.workspace_id = $1 and m.id = w.member_id and m.left_at is null), (select id from eldest)) as member_id
      from waiting w
    )
    select m.id as "memberId", u.email, u.locale, (array_agg(h.inbox_id order by h.address_key))[1:${mostInAMail}] as "inboxIds"
    from held h join member m on m.workspace_id = $1 and m.id = h.member_id join user_account u on u.id = m.user_id
    group by m.id, u.email, u.locale order by m.id limit ${holdersAtOnce}`;
  return database.query<Holder>(sql, [workspaceId, id, new Date(now)], "migration_holders");
}
