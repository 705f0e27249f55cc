import { toEventBody } from "../events/stored-event.ts";
import { newId } from "../platform/new-id.ts";
import type { Change } from "./change.ts";
import { toIso } from "./inbox-row.ts";

/** One prepared statement. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const text = `select commit_turned_off(${Array.from({ length: 24 }, (_, index) => `$${index + 1}`).join(", ")})`;

/** The change as commit_turned_off takes it (migration 0011); null for one that does anything else or more. */
export function toTurnedOff(change: Change): Statement | null {
  const [fact] = change.facts;
  if (change.expect === null || change.audit === null || fact === undefined || !isAlone(change)) return null;
  const { inbox, actor, audit, idempotency: key } = change;
  const [id, at, inboxVersion, { belonging }] = [newId(), toIso(change.at), inbox.version, inbox];
  const body = toEventBody({ id, fact, at: change.at, actor, inboxId: inbox.id, inboxVersion });
  const [ownerId, sharedInboxId] = belonging.kind === "PERSONAL" ? [belonging.ownerId, null] : [null, belonging.sharedInboxId];
  const event = [id, belonging.kind, ownerId, inbox.connectedBy, sharedInboxId, actor.memberId, body];
  const audited = [newId(), actor.kind, actor.keyId ?? actor.memberId, actor.name, audit.action, audit.ip, audit.outcome];
  const keyed = key ? [key.caller, key.key, key.input_hash, JSON.stringify(key.result), key.expires_at] : [null, null, null, null, null];
  return {
    name: "commit_turned_off",
    text,
    values: [inbox.workspaceId, inbox.id, change.expect, inboxVersion, at, ...event, ...audited, ...keyed],
  };
}

/** Whether the inbox goes off, its links are withdrawn, and that is all. */
function isAlone(change: Change): boolean {
  const { inbox, facts, links, audit, idempotency } = change;
  const goesOff =
    inbox.ourEnd.state === "OFF" && facts.length === 1 && facts[0]?.type === "TURNED_OFF" && change.inboxMoves && change.healthMoves;
  const withdraws = links.withdraw === true && Object.keys(links).length === 1;
  const lists = [change.grants, change.secrets, change.accounts, change.timers, change.cancel];
  const single = [change.check, change.attempt, change.stray, change.taken];
  const ownKey = idempotency === null || (idempotency.workspace_id === inbox.workspaceId && idempotency.mutation === audit?.action);
  return goesOff && withdraws && ownKey && lists.every((list) => list.length === 0) && single.every((item) => item === null);
}
