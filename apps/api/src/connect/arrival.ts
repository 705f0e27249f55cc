import {
  arrivedBetween,
  canComeBack,
  firstCheckAt,
  step,
  type Arrived,
  type EmailAddress,
  type GrantId,
  type Inbox,
  type Moment,
  type Occurrence,
} from "@relink/domain";
import { unchanged, withStep, type Actor, type Change } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { withLapseTimer } from "../inbox/lapse-timer.ts";
import { endGrant } from "../inbox/remove-inbox.ts";
import type { MailboxReply } from "../mail/mailbox.ts";
import type { SignedInAccount, SignInProvider, Tokens } from "../mail/sign-in-provider.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import { newId } from "../platform/new-id.ts";
import { ended, starterOf, type AttemptRow } from "./attempt.ts";
import { bindingOf, newGrant, type ConnectNeeds } from "./connect-needs.ts";

/** A sign-in that came back, and the session that it opened. */
export interface Arrival {
  readonly attempt: AttemptRow;
  readonly provider: SignInProvider;
  readonly account: SignedInAccount;
  readonly accountKey: string;
  readonly tokens: Tokens;
  readonly reply: MailboxReply;
}

/** The change that an arrival makes; null where the inbox has moved on so far that the sign-in completes nothing. */
export async function toArrivalChange(needs: ConnectNeeds, held: HeldInbox, arrival: Arrival, moment: Moment): Promise<Change | null> {
  const { attempt, account, accountKey, tokens, reply } = arrival;
  const grant = toGrantOf(held, arrival, moment);
  const result = step(held.inbox, toOccurrence(arrival, grant.id), moment);
  if (!result.ok || (attempt.intent === "RECONNECT" && !(canComeBack(held.inbox, moment) && (await stillWanted(needs, attempt)))))
    return null;
  const actor = starterOf(attempt);
  const stepped = withStep(unchanged(held, moment.now, actor), result, moment);
  const replaced = await withGrant(needs, stepped, held.grant, grant, actor, moment);
  const secret = {
    kind: "oauth",
    refreshToken: tokens.refreshToken,
    accessToken: tokens.accessToken,
    accessExpiresAt: tokens.accessExpiresAt,
    scopes: tokens.scopes,
  } as const;
  const health = { ...healthAfter(held, reply, moment), accessExpiresAt: tokens.accessLapsesAt, tokenRefreshedAt: moment.now };
  const looked = withLapseTimer({ ...replaced, health }, moment);
  return {
    ...looked,
    secrets: [{ grantId: grant.id, sealed: needs.vault.seal(secret, bindingOf(grant)) }],
    arrived: arrivedAt(held, accountKey, reply),
    check: { verdict: "OK", providerCode: null, latencyMs: reply.latencyMs },
    attempt: ended(attempt, "SUCCEEDED", { actual_address: account.claimedAddress ?? attempt.expected_address }),
    taken: attempt.id,
    links: attempt.link_id === null ? replaced.links : { ...replaced.links, spend: attempt.link_id },
    cancel: [...looked.cancel, { kind: "endStrayGrant", grantId: attempt.id }, { kind: "escalate" }],
    audit: { action: attempt.intent === "CONNECT" ? "inbox.connected" : "inbox.reconnected", ip: null, outcome: "DONE" },
  };
}

/** The same account keeps its grant and gets new credentials; another one, or one whose grant the provider ended, brings a grant of its own. */
function toGrantOf({ inbox, grant: old }: HeldInbox, { attempt, account, accountKey }: Arrival, moment: Moment): KeptGrant {
  const signedInAs = (account.claimedAddress ?? attempt.expected_address) as EmailAddress;
  if (old?.accountKey === accountKey && old.end.access === "GRANTED") return { ...old, signedInAs, accountKind: account.kind };
  const came = { provider: attempt.provider, clientId: attempt.client_id, accountKind: account.kind, accountKey, signedInAs };
  return newGrant(inbox, { ...came, id: newId() as GrantId }, moment);
}

function toOccurrence({ attempt, provider }: Arrival, grantId: GrantId): Occurrence {
  const mailHost = provider.imap.host;
  return attempt.intent === "CONNECT"
    ? { type: "grantAccepted", grantId, mailHost }
    : { type: "reconnected", grantId, provider: attempt.provider, mailHost };
}

/** The grant in use from now on; the one before it ends with this change. */
export async function withGrant(
  needs: Pick<ConnectNeeds, "accounts">,
  change: Change,
  old: KeptGrant | null,
  grant: KeptGrant,
  actor: Actor,
  moment: Moment,
): Promise<Change> {
  if (old?.id === grant.id) return { ...change, grant, grants: [...change.grants, grant] };
  const without = old ? await endGrant(needs.accounts, change, old, actor, false, moment) : change;
  // One account's count stays: the grant that the provider ended makes room for the new one.
  const accounts =
    old?.accountKey === grant.accountKey
      ? change.accounts
      : [...without.accounts, { key: grant.accountKey, delta: 1, expect: null } as const];
  return { ...without, grant, grants: [...without.grants, grant], accounts };
}

/** A reconnect completes only if nobody turned off, removed or reconnected the inbox after it began. */
async function stillWanted(needs: ConnectNeeds, attempt: AttemptRow): Promise<boolean> {
  const sql = `select 1 from inbox_event where workspace_id = $1 and inbox_id = $2 and inbox_version > $3
    and type in ('TURNED_OFF', 'REMOVED', 'RECONNECTED') limit 1`;
  return (
    (await needs.database.query(sql, [attempt.workspace_id, attempt.inbox_id, attempt.inbox_version], "attempt_overtaken")).length === 0
  );
}

/** What came since the INBOX was last seen; null where it is another account's, so that its UIDs count anew. */
export function arrivedAt(held: HeldInbox, accountKey: string, reply: MailboxReply): Arrived | null {
  const before = held.grant ?? held.endedGrant;
  return before?.accountKey === accountKey ? arrivedBetween(held.health, reply.inbox) : null;
}

/** What a passing check leaves behind when a person has waited for it. */
export function healthAfter(
  held: Pick<HeldInbox, "health"> & { inbox: Pick<Inbox, "id"> },
  reply: MailboxReply,
  moment: Moment,
): Change["health"] {
  const { now } = moment;
  const grew = (arrivedBetween(held.health, reply.inbox)?.count ?? 0) > 0;
  return {
    ...held.health,
    lastCheckedAt: now,
    lastSucceededAt: now,
    nextCheckAt: firstCheckAt(held.inbox.id, moment),
    lastLatencyMs: reply.latencyMs,
    sending: "UNKNOWN",
    sendingTriedAt: null,
    uidValidity: reply.inbox?.uidValidity ?? null,
    uidNext: reply.inbox?.uidNext ?? null,
    lastMailSeenAt: grew ? now : held.health.lastMailSeenAt,
    accessExpiresAt: null,
    tokenRefreshedAt: null,
  };
}
