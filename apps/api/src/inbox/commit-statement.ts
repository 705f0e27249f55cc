import { addressKey, disconnectionOf, takesAddress, type Durations, type InboxEventType } from "@relink/domain";
import { toEventBody } from "../events/stored-event.ts";
import { newId } from "../platform/new-id.ts";
import type { Change } from "./change.ts";
import { toRest } from "./commit-rest.ts";
import { toProviderAccess } from "./held-inbox.ts";
import { toIso } from "./inbox-row.ts";
import { nextLookAt } from "./next-look.ts";

type Value = string | number | boolean | null | readonly string[] | readonly number[];

/** The parameters of commit_change (migration 0024) without their p_; what a piece does not name is null. */
const names = [
  ...["workspace", "inbox", "at", "expect"],
  ...["moves", "state", "state_changed_at", "reason", "provider_code", "disconnected_at", "abandoned"],
  ...["grant", "newest_ended_grant", "provider_access", "provider", "mail_host", "version"],
  ...["kind", "owner", "connected_by", "shared_inbox", "address", "address_key", "display_name", "created_at"],
  ...["health", "last_checked_at", "last_succeeded_at", "next_check_at", "consecutive_failures", "last_latency_ms"],
  ...["refusal_reason", "refusal_code", "refused_at", "uncoded_refusals", "sending", "uid_validity", "uid_next"],
  ...["last_mail_seen_at", "access_expires_at", "token_refreshed_at", "due_at", "due_host", "claim"],
  ...["check", "check_verdict", "check_code", "check_latency_ms", "withdraw_links", "rest"],
  ...["audit", "actor_kind", "actor", "actor_name", "action", "ip", "outcome"],
  ...["key", "caller", "mutation", "input_hash", "result", "key_expires_at"],
  ...["event_actor", "event", "event_type", "event_version", "event_body"],
  ...["more_events", "more_types", "more_versions", "more_bodies"],
] as const;

type Piece = { readonly [Name in (typeof names)[number]]?: Value };

export interface CommitStatement {
  readonly text: string;
  /** What the text is prepared under. */
  readonly name: string;
}

const parameters = names.map((name, index) => `p_${name} => $${index + 1}`).join(", ");
const plain: CommitStatement = { text: `select commit_change(${parameters})`, name: "commit_change" };
// Those removed at the address become final in the same statement, and before it is taken (migration 0025).
const taking: CommitStatement = {
  text: plain.text.replace("$1,", `replace_removed($1, $${names.indexOf("address_key") + 1}),`),
  name: "commit_taking",
};

/** What stores a change; a new inbox that takes its address makes those final that were removed there. */
export function toCommitStatement({ facts }: Pick<Change, "facts">): CommitStatement {
  return takesAddress(facts) ? taking : plain;
}

/** The values for a `CommitStatement`: a whole change, each column as a parameter of its own. */
export function toCommitValues(change: Change, durations: Durations): readonly Value[] {
  const row: Piece = {
    ...toInboxPiece(change),
    ...(change.healthMoves ? toHealthPiece(change, durations) : null),
    ...(change.check ? toCheckPiece(change.check) : null),
    withdraw_links: change.links.withdraw ?? false,
    rest: toRest(change),
    ...(change.audit ? toAuditPiece(change, change.audit) : null),
    ...(change.idempotency ? toKeyPiece(change.idempotency) : null),
    ...(change.facts.length > 0 ? toEventsPiece(change) : null),
  };
  return names.map((name) => row[name] ?? null);
}

function toInboxPiece(change: Change): Piece {
  const { inbox, grant, endedGrant, expect } = change;
  const { belonging, ourEnd } = inbox;
  const disconnection = disconnectionOf(ourEnd);
  return {
    workspace: inbox.workspaceId,
    inbox: inbox.id,
    at: toIso(change.at),
    expect,
    moves: change.inboxMoves,
    state: ourEnd.state,
    state_changed_at: toIso(inbox.stateChangedAt),
    reason: disconnection?.reason ?? null,
    provider_code: disconnection?.providerCode ?? null,
    disconnected_at: toIso(disconnection?.at ?? null),
    abandoned: ourEnd.state === "REMOVED" && ourEnd.abandoned,
    grant: inbox.grantId,
    newest_ended_grant: endedGrant?.id ?? null,
    provider_access: toProviderAccess(grant, endedGrant),
    provider: inbox.provider,
    mail_host: inbox.mailHost,
    version: inbox.version,
    kind: belonging.kind,
    owner: belonging.kind === "PERSONAL" ? belonging.ownerId : null,
    connected_by: inbox.connectedBy,
    shared_inbox: belonging.kind === "TEAM" ? belonging.sharedInboxId : null,
    address_key: addressKey(inbox.address),
    ...(expect === null ? toNewPiece(change) : null),
  };
}

/** What an inbox is written with once. */
function toNewPiece({ inbox, displayName }: Change): Piece {
  return {
    address: inbox.address,
    display_name: displayName,
    created_at: toIso(inbox.createdAt),
  };
}

/** What checks have shown, and when to look next: what is not watched in this state has no due time. */
function toHealthPiece(change: Change, durations: Durations): Piece {
  const { inbox, health, secrets, claim } = change;
  const end = inbox.ourEnd;
  const trouble = end.state === "CONNECTED" || end.state === "FAILING" ? end.trouble : null;
  const due = toIso(nextLookAt(change, durations));
  return {
    health: true,
    last_checked_at: toIso(health.lastCheckedAt),
    last_succeeded_at: toIso(trouble?.lastOkAt ?? health.lastSucceededAt),
    next_check_at: due,
    consecutive_failures: trouble?.consecutiveFailures ?? 0,
    last_latency_ms: health.lastLatencyMs,
    refusal_reason: trouble?.refusal?.reason ?? null,
    refusal_code: trouble?.refusal?.providerCode ?? null,
    refused_at: toIso(trouble?.refusal?.at ?? null),
    uncoded_refusals: trouble?.uncodedRefusals ?? 0,
    // Stored beside the checks; but what was seen with the credentials before says nothing of new ones.
    sending: secrets.length > 0 ? health.sending : null,
    uid_validity: health.uidValidity,
    uid_next: health.uidNext,
    last_mail_seen_at: toIso(health.lastMailSeenAt),
    access_expires_at: toIso(health.accessExpiresAt),
    token_refreshed_at: toIso(health.tokenRefreshedAt),
    due_at: due,
    due_host: inbox.mailHost ?? inbox.provider,
    claim,
  };
}

function toCheckPiece({ id = newId(), verdict, providerCode, latencyMs }: NonNullable<Change["check"]>): Piece {
  return { check: id, check_verdict: verdict, check_code: providerCode, check_latency_ms: latencyMs };
}

function toAuditPiece({ actor }: Change, { action, ip, outcome }: NonNullable<Change["audit"]>): Piece {
  return { audit: newId(), actor_kind: actor.kind, actor: actor.keyId ?? actor.memberId, actor_name: actor.name, action, ip, outcome };
}

function toKeyPiece(row: NonNullable<Change["idempotency"]>): Piece {
  const { caller, mutation, key, input_hash, result, expires_at } = row;
  return { key, caller, mutation, input_hash, result: JSON.stringify(result), key_expires_at: expires_at };
}

const comesBack: ReadonlySet<InboxEventType> = new Set<InboxEventType>(["RECONNECTED", "RECOVERED", "TURNED_ON"]);

function toEventsPiece({ facts, inbox, at, actor, arrived }: Change): Piece {
  const before = inbox.version - facts.length;
  const events = facts.map((fact, index) => {
    const [id, version] = [newId(), before + index + 1];
    const came = comesBack.has(fact.type) ? arrived : null;
    return {
      id,
      version,
      type: fact.type,
      body: toEventBody({ id, fact, at, actor, inboxId: inbox.id, inboxVersion: version, arrived: came }),
    };
  });
  const [first, ...more] = events;
  return {
    event_actor: actor.memberId,
    event: first?.id ?? null,
    event_type: first?.type ?? null,
    event_version: first?.version ?? null,
    event_body: first?.body ?? null,
    ...(more.length > 0 ? toMore(more) : null),
  };
}

interface StoredEvent {
  readonly id: string;
  readonly version: number;
  readonly type: string;
  readonly body: string;
}

function toMore(events: readonly StoredEvent[]): Piece {
  return {
    more_events: events.map(({ id }) => id),
    more_types: events.map(({ type }) => type),
    more_versions: events.map(({ version }) => version),
    more_bodies: events.map(({ body }) => body),
  };
}
