import { step, type Occurrence, type Verdict } from "@relink/domain";
import { cameBy, type SignInProviders } from "../connect/connect-needs.ts";
import type { Actor } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { Clock } from "../platform/clock.ts";
import type { IncidentWatch } from "./incident-watch.ts";

/** What a refusal weighs beside itself. */
export interface Weight {
  /** The provider itself had said so (RISC). */
  readonly reported: boolean;
  /** An incident holds every disconnection. */
  readonly held: boolean;
}

/** What a verdict is to the lifecycle; null where it says nothing about the inbox (our application is refused). */
export function toOccurrence(verdict: Verdict, { reported, held }: Weight): Occurrence | null {
  switch (verdict.verdict) {
    case "ok":
      return { type: "checkPassed" };
    case "passing":
      return { type: "checkFailed", providerCode: verdict.providerCode, held };
    case "uncoded":
      return { type: "checkUncoded", providerCode: verdict.providerCode, held };
    case "refused":
      return { type: "checkRefused", reason: verdict.reason, providerCode: verdict.providerCode, held, reported };
    case "ours":
      return null;
  }
}

export interface HoldNeeds {
  readonly incidents: IncidentWatch;
  readonly clock: Pick<Clock, "moment">;
  readonly providers: Pick<SignInProviders, "applicationOf">;
}

/** Counts a check, and says whether an incident holds what it would do to the inbox. */
export async function findHold(
  { incidents, clock, providers }: HoldNeeds,
  { inbox, grant }: Pick<HeldInbox, "inbox" | "grant">,
  verdict: Verdict,
  actor: Actor,
  reported: boolean,
): Promise<boolean> {
  // Software that reports what it meets, by its key, is not a person who means this one inbox.
  const came = grant && cameBy(grant);
  const application = came ? { application: providers.applicationOf(came) } : {};
  const check = { inbox, verdict, byPerson: actor.kind === "MEMBER" || actor.kind === "LINK", ...application };
  incidents.saw(check);
  const occurrence = toOccurrence(verdict, { reported, held: false });
  if (reported || occurrence === null || occurrence.type === "checkPassed") return false;
  const result = step(inbox, occurrence, clock.moment());
  const wouldDisconnect = result.ok && result.facts.some(({ type }) => type === "DISCONNECTED");
  return incidents.holds(check, wouldDisconnect);
}
