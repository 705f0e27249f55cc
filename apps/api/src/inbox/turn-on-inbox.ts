import { firstCheckAt, step, type Moment, type Occurrence, type Verdict } from "@relink/domain";
import { healthOf, seen, tryGrant, type CheckNeeds } from "../monitor/check-inbox.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import { unchanged, withStep, type Change } from "./change.ts";
import type { HeldInbox } from "./held-inbox.ts";
import { notAllowed, perform, type InboxCommand } from "./perform.ts";

export interface TurnOnNeeds extends CheckNeeds {
  /** Whether its domain left the provider that it was at while it was off. */
  readonly hasMoved: (held: HeldInbox) => Promise<boolean>;
}

export type TurnOnInbox = (caller: Caller, command: InboxCommand) => Promise<Outcome<HeldInbox>>;

/** PERSONAL: a check decides, CONNECTED or DISCONNECTED with the reason. Where the provider can't be reached it stays OFF. */
export function turnOnInbox(needs: TurnOnNeeds): TurnOnInbox {
  return (caller, command) =>
    perform(needs, caller, "TURN_ON", command, async (held, moment): Promise<Outcome<Change>> => {
      if (await needs.hasMoved(held)) return turnOnMoved(caller, held, moment);
      const tried = await tryGrant(needs, held, true, moment);
      const occurrence = toOccurrence(tried.verdict);
      if (!occurrence)
        return refused("PROVIDER_UNAVAILABLE", "The provider does not answer right now, so it stays off. Try again in a moment.", {
          retryAfterSeconds: 30,
        });
      const now: Moment = needs.clock.moment();
      const result = step(held.inbox, occurrence, now);
      if (!result.ok) return notAllowed(caller, held, "TURN_ON", now);
      const verdict = tried.verdict.verdict === "ok" ? "OK" : "REFUSED";
      const providerCode = "providerCode" in tried.verdict ? tried.verdict.providerCode : null;
      const stepped = withStep(unchanged(held, now.now, caller.actor), result, now);
      const health = { ...healthOf(held, tried, now), nextCheckAt: firstCheckAt(held.inbox.id, now) };
      return done({ ...stepped, ...seen(held, tried), health, check: { verdict, providerCode, latencyMs: tried.latencyMs } });
    });
}

/** The old mailbox may still open for months, but mail no longer comes there: it is to be signed in at the new provider. */
function turnOnMoved(caller: Caller, held: HeldInbox, moment: Moment): Outcome<Change> {
  const result = step(held.inbox, { type: "turnOnRefused", reason: "PROVIDER_MIGRATED", providerCode: null }, moment);
  return result.ok
    ? done(withStep(unchanged(held, moment.now, caller.actor), result, moment))
    : notAllowed(caller, held, "TURN_ON", moment);
}

/** A person waits, so one refusal decides; null where a failure may pass and nothing changes. */
function toOccurrence(verdict: Verdict): Occurrence | null {
  switch (verdict.verdict) {
    case "ok":
      return { type: "turnOnPassed" };
    case "refused":
      return { type: "turnOnRefused", reason: verdict.reason, providerCode: verdict.providerCode };
    case "uncoded":
      return { type: "turnOnRefused", reason: "BAD_CREDENTIALS", providerCode: verdict.providerCode };
    case "passing":
    case "ours":
      return null;
  }
}
