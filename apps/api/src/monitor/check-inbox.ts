import { step, type Moment, type Occurrence, type Verdict } from "@relink/domain";
import { useCredentials, type CredentialNeeds } from "../grant/credentials.ts";
import { unchanged, withStep, system, type Actor, type Change, type CheckRecord } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { VerbNeeds } from "../inbox/perform.ts";
import type { MailboxReply, Mailboxes } from "../mail/mailbox.ts";
import { newId } from "../platform/new-id.ts";

export interface CheckNeeds extends VerbNeeds, CredentialNeeds {
  readonly mailboxes: Mailboxes;
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
  const due = force || moment.now - (held.health.tokenRefreshedAt ?? 0) >= moment.durations.forceRefresh;
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
  /** Null where a change of state came meanwhile, so that the result does not count. */
  readonly check: (CheckRecord & { readonly id: string; readonly at: number }) | null;
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
): Promise<CheckOutcome> {
  const tried = await tryGrant(needs, held, force, needs.clock.moment());
  let current = held;
  for (let attempt = 1; attempt <= storeTries; attempt += 1) {
    const moment = needs.clock.moment();
    const check = { ...toRecord(tried), id: newId(), at: moment.now };
    const committed = await needs.commit({ ...judged(current, tried, actor, moment, reported), check });
    if (committed.ok) return { held: committed.held, check };
    const now = await needs.inboxes.find(held.inbox.workspaceId, held.inbox.id);
    // An event that moved no state (an old grant's end, say) leaves what was seen as true as it was.
    const overtaken = !now || now.inbox.stateChangedAt !== held.inbox.stateChangedAt || now.inbox.grantId !== held.inbox.grantId;
    if (overtaken) return { held: now ?? held, check: null };
    current = now;
  }
  throw new Error(`A check of inbox ${held.inbox.id} could not be stored: it keeps moving.`);
}

const storeTries = 4;

function judged(held: HeldInbox, tried: Tried, actor: Actor, moment: Moment, reported: boolean): Change {
  const occurrence = toOccurrence(tried.verdict, reported);
  const result = occurrence && step(held.inbox, occurrence, moment);
  const base = unchanged(held, moment.now, actor);
  const change = result?.ok ? withStep(base, result, moment) : base;
  return { ...change, health: healthOf(held, tried, moment), healthMoves: true };
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

/** What a verdict is to the lifecycle; null where it says nothing about the inbox (our application is refused). */
function toOccurrence(verdict: Verdict, reported: boolean): Occurrence | null {
  switch (verdict.verdict) {
    case "ok":
      return { type: "checkPassed" };
    case "passing":
      return { type: "checkFailed", providerCode: verdict.providerCode, held: false };
    case "uncoded":
      return { type: "checkUncoded", providerCode: verdict.providerCode, held: false };
    case "refused":
      return { type: "checkRefused", reason: verdict.reason, providerCode: verdict.providerCode, held: false, reported };
    case "ours":
      return null;
  }
}

/** ±20 %, so that what began together does not stay together. */
function spread(interval: number): number {
  return Math.round(interval * (0.8 + Math.random() * 0.4));
}

export function healthOf(held: HeldInbox, tried: Tried, { now, durations }: Moment): Change["health"] {
  const { health } = held;
  const grew =
    tried.inbox && health.uidNext !== null && tried.inbox.uidValidity === health.uidValidity && tried.inbox.uidNext !== health.uidNext;
  return {
    ...health,
    lastCheckedAt: now,
    lastSucceededAt: tried.verdict.verdict === "ok" ? now : health.lastSucceededAt,
    nextCheckAt: now + spread(durations.checkInterval),
    lastLatencyMs: tried.latencyMs,
    uidValidity: tried.inbox?.uidValidity ?? health.uidValidity,
    uidNext: tried.inbox?.uidNext ?? health.uidNext,
    lastMailSeenAt: grew ? now : health.lastMailSeenAt,
    accessExpiresAt: tried.lapsesAt ?? health.accessExpiresAt,
    tokenRefreshedAt: tried.refreshedAt ?? health.tokenRefreshedAt,
  };
}
