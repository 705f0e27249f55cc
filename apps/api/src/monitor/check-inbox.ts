import {
  arrivedBetween,
  heldCheckAt,
  isRefreshDue,
  nextCheckAt,
  settledLapse,
  shareOf,
  step,
  type Moment,
  type Verdict,
} from "@relink/domain";
import { useCredentials, type CredentialNeeds } from "../grant/credentials.ts";
import { unchanged, withStep, system, type Actor, type Change, type CheckRecord } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { withLapseTimer } from "../inbox/lapse-timer.ts";
import type { VerbNeeds } from "../inbox/perform.ts";
import type { MailboxReply, Mailboxes } from "../mail/mailbox.ts";
import { newId } from "../platform/new-id.ts";
import { findHold, toOccurrence, type Weight } from "./find-hold.ts";
import type { IncidentWatch } from "./incident-watch.ts";

export interface CheckNeeds extends VerbNeeds, CredentialNeeds {
  readonly mailboxes: Mailboxes;
  /** Sees each check, and holds what would disconnect where the trouble is the provider's. */
  readonly incidents: IncidentWatch;
}

/** One real try of the grant against the provider. */
export interface Tried {
  readonly verdict: Verdict;
  readonly latencyMs: number;
  readonly inbox: MailboxReply["inbox"];
  readonly refreshedAt: number | null;
  readonly lapsesAt: number | null;
}

/** Refreshes the token when due (always where `force`), then opens an authenticated session. Stores nothing of the verdict. */
export async function tryGrant(needs: CheckNeeds, held: HeldInbox, force: boolean, moment: Moment): Promise<Tried> {
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  const nothing = { inbox: null, refreshedAt: null, lapsesAt: null };
  if (!held.grant) throw new Error(`Inbox ${held.inbox.id} has no grant to try.`);
  const share = shareOf(`${held.inbox.id}${held.health.tokenRefreshedAt ?? ""}`);
  const due = (expiresAt: number | null): boolean =>
    force || isRefreshDue({ refreshedAt: held.health.tokenRefreshedAt, expiresAt }, share, moment);
  const usable = await useCredentials(needs, held.inbox.address, held.grant, due, moment);
  if (!usable.ok) return { ...nothing, verdict: usable.verdict, latencyMs: since() };
  const reply = await needs.mailboxes.open(usable.login);
  const { refreshedAt, lapsesAt } = usable;
  // A cached token that is refused proves nothing: refresh once, try once more.
  const doubtful =
    "accessToken" in usable.login.auth &&
    (reply.verdict.verdict === "refused" || reply.verdict.verdict === "uncoded") &&
    refreshedAt === null;
  if (doubtful && !force) return tryGrant(needs, held, true, moment);
  return { verdict: reply.verdict, latencyMs: since(), inbox: reply.inbox, refreshedAt, lapsesAt };
}

export interface CheckOutcome {
  readonly held: HeldInbox;
  /** What the provider showed, whether or not it counts. */
  readonly verdict?: Verdict["verdict"];
  /** Null where a change of state came meanwhile, so that the result does not count. */
  readonly check: (CheckRecord & { readonly id: string; readonly at: number }) | null;
}

/** A check that the scheduler claimed: it counts only while the claim lasts. */
export interface Claim {
  /** The claim's fencing token. */
  readonly token: number;
  /** Turns once the scheduler has given the check up. */
  readonly signal: { readonly aborted: boolean };
}

/**
 * Looks at an inbox now and stores what the lifecycle makes of it. The result counts only if no change of state came
 * since it began.
 * @param reported - the provider itself had said so (RISC): a refusal then needs no second look.
 */
export async function checkInbox(
  needs: CheckNeeds,
  held: HeldInbox,
  force: boolean,
  actor: Actor = system,
  reported = false,
  claim: Claim | null = null,
): Promise<CheckOutcome> {
  const tried = await tryGrant(needs, held, force, needs.clock.moment());
  const { verdict } = tried.verdict;
  const uncounted = (now: HeldInbox): CheckOutcome => ({ held: now, verdict, check: null });
  const isHeld = await findHold(needs, held, tried.verdict, actor, reported);
  let current = held;
  for (let attempt = 1; attempt <= storeTries; attempt += 1) {
    if (claim?.signal.aborted) return uncounted(current);
    const moment = needs.clock.moment();
    const check = { ...toRecord(tried), id: newId(), at: moment.now };
    const committed = await needs.commit({
      ...judged(current, tried, actor, moment, { reported, held: isHeld }),
      check,
      claim: claim?.token ?? null,
    });
    if (committed.ok) return { held: committed.held, verdict, check };
    if (committed.conflict === "LEASE") return uncounted(current);
    const now = await needs.inboxes.find(held.inbox.workspaceId, held.inbox.id);
    // An event that moved no state (an old grant's end, say) leaves what was seen as true as it was.
    const overtaken = !now || now.inbox.stateChangedAt !== held.inbox.stateChangedAt || now.inbox.grantId !== held.inbox.grantId;
    if (overtaken) return uncounted(now ?? held);
    current = now;
  }
  throw new Error(`A check of inbox ${held.inbox.id} could not be stored: it keeps moving.`);
}

const storeTries = 4;

function judged(held: HeldInbox, tried: Tried, actor: Actor, moment: Moment, weight: Weight): Change {
  const occurrence = toOccurrence(tried.verdict, weight);
  const result = occurrence && step(held.inbox, occurrence, moment);
  const base = unchanged(held, moment.now, actor);
  const change = result?.ok ? withStep(base, result, moment) : base;
  const chance = Math.random();
  const usual = nextCheckAt(change.inbox, result?.ok ? result.effects : [], moment, chance);
  const next = weight.held ? heldCheckAt(change.inbox.ourEnd, usual, moment, chance) : usual;
  const health = { ...healthOf(held, tried, moment), nextCheckAt: next };
  const looked = { ...change, ...seen(held, tried), health, healthMoves: true };
  return health.accessExpiresAt === held.health.accessExpiresAt ? looked : withLapseTimer(looked, moment);
}

/** What came since the INBOX was last seen. */
export function seen(held: Pick<HeldInbox, "health">, tried: Pick<Tried, "inbox">): Pick<Change, "arrived"> {
  return { arrived: arrivedBetween(held.health, tried.inbox) };
}

function toRecord({ verdict, latencyMs }: Tried): CheckRecord {
  switch (verdict.verdict) {
    case "ok":
      return { verdict: "OK", providerCode: null, latencyMs };
    case "refused":
      return { verdict: "REFUSED", providerCode: verdict.providerCode, latencyMs };
    case "ours":
      return { verdict: "APPLICATION_REFUSED", providerCode: verdict.code, latencyMs };
    case "passing":
    case "uncoded":
      return { verdict: "PASSING_FAILURE", providerCode: verdict.providerCode, latencyMs };
  }
}

/** What a try has shown; when to look next is the lifecycle's. */
export function healthOf(held: HeldInbox, tried: Tried, { now, durations }: Moment): Change["health"] {
  const { health } = held;
  const grew = (arrivedBetween(health, tried.inbox)?.count ?? 0) > 0;
  return {
    ...health,
    lastCheckedAt: now,
    lastSucceededAt: tried.verdict.verdict === "ok" ? now : health.lastSucceededAt,
    nextCheckAt: now + durations.checkInterval,
    lastLatencyMs: tried.latencyMs,
    uidValidity: tried.inbox?.uidValidity ?? health.uidValidity,
    uidNext: tried.inbox?.uidNext ?? health.uidNext,
    lastMailSeenAt: grew ? now : health.lastMailSeenAt,
    accessExpiresAt: tried.lapsesAt === null ? health.accessExpiresAt : settledLapse(health.accessExpiresAt, tried.lapsesAt, durations),
    tokenRefreshedAt: tried.refreshedAt ?? health.tokenRefreshedAt,
  };
}
