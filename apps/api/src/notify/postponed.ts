import { disconnectReasons, noticeWaitsUntil, type Durations } from "@relink/domain";
import type { EventLog } from "../events/event-log.store.ts";
import { readEventBody, type StoredEvent } from "../events/stored-event.ts";
import type { TimerOutcome } from "../monitor/timer-worker.ts";
import type { Timer } from "../monitor/timer.store.ts";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { Notice, NoticeStep } from "./notice.ts";

/** Until when a notice of this event waits; null: it does not. */
export function waitsUntil(notice: Notice, event: StoredEvent, durations: Durations): number | null {
  const reason = disconnectReasons.find((known) => known === readEventBody(event).reason) ?? null;
  return noticeWaitsUntil(notice.template, reason, notice.because, event.at, { durations });
}

/** Takes out the notices that wait, and says for which events somebody does, and until when. */
export function withoutPostponed(
  steps: readonly NoticeStep[],
  events: readonly StoredEvent[],
  durations: Durations,
): { readonly now: readonly NoticeStep[]; readonly later: ReadonlyMap<StoredEvent, number> } {
  const later = new Map<StoredEvent, number>();
  const byEpisode = new Map(events.map((event) => [`${event.inboxId} ${event.number}`, event]));
  const now = steps.filter((step) => {
    if (!("notice" in step)) return true;
    const number = step.notice.episode.slice(step.notice.episode.lastIndexOf(":") + 1);
    const event = byEpisode.get(`${step.notice.inboxId} ${number}`);
    const until = event ? waitsUntil(step.notice, event, durations) : null;
    if (event && until !== null) later.set(event, until);
    return until === null;
  });
  return { now, later };
}

/** Stores, within the relay's transaction, that somebody is to be told later. */
export async function postpone(transaction: Queryable, workspaceId: string, later: ReadonlyMap<StoredEvent, number>): Promise<void> {
  if (later.size === 0) return;
  const timers = [...later].map(([event, until]) => ({
    id: newId(),
    kind: "policyNotice",
    due_at: new Date(until).toISOString(),
    token: 0,
    tries: 0,
    workspace_id: workspaceId,
    inbox_id: event.inboxId,
    payload: { number: String(event.number) },
  }));
  await transaction.query("select postpone_notices($1, $2::jsonb)", [workspaceId, JSON.stringify(timers)], "relay_postpone");
}

export interface PostponedNeeds {
  readonly database: Queryable;
  readonly log: Pick<EventLog, "read">;
  readonly tellEvent: (event: StoredEvent) => Promise<void>;
}

const stands = `select i.state = 'DISCONNECTED' and i.disconnected_at <= $3 and not exists (
    select 1 from incident_inbox m join incident v on v.id = m.incident_id and v.kind = 'DOMAIN_POLICY'
    where m.workspace_id = i.workspace_id and m.inbox_id = i.id and (v.until is null or v.until >= $3)) as alone
  from inbox i where i.workspace_id = $1 and i.id = $2`;

/** The window is over: whose refusal was none of a domain's, and still stands, is told to admins like any other. */
export function createTellPostponed({ database, log, tellEvent }: PostponedNeeds): (timer: Timer) => Promise<TimerOutcome> {
  return async ({ workspaceId, inboxId, payload }) => {
    const number = Number(payload["number"]);
    const [event] = await log.read(workspaceId, { number: number - 1, at: null }, 1);
    if (!event || event.number !== number || event.inboxId !== inboxId) return "done";
    const [row] = await database.query<{ alone: boolean }>(stands, [workspaceId, inboxId, new Date(event.at)], "notice_stands");
    if (row?.alone) await tellEvent(event);
    return "done";
  };
}
