import { step, type GrantId, type Moment, type Provider } from "@relink/domain";
import { system, unchanged, withStep, type Change } from "../apps/api/src/inbox/change.ts";
import { faultsNow, grantFor, type SimInbox } from "./world/inbox.ts";
import type { SimProvider } from "./world/provider.ts";
import { mailHosts, uuid } from "./world/world.ts";

/** The holder signs in again: what that changes; who can't yet tries later. What they are shown then is not simulated. */
export function signInAgain(inbox: SimInbox, sim: SimProvider, moment: Moment): Change | "later" | "not needed" {
  const { now, durations } = moment;
  const { ourEnd } = inbox.held.inbox;
  if (ourEnd.state !== "DISCONNECTED") return "not needed";
  const move = ourEnd.disconnection.reason === "PROVIDER_MIGRATED" ? inbox.domain.move : null;
  const provider: Provider = move?.to ?? inbox.held.inbox.provider;
  const blocked = faultsNow(inbox, now).some(({ kind }) => kind !== "revoked" && kind !== "password" && kind !== "secondFactor");
  if (sim.isHostTroubled(inbox) || (blocked && !move)) return "later";
  inbox.reconnects += 1;
  const grantId = uuid(4, inbox.reconnects * 10_000_000 + Number.parseInt(inbox.held.inbox.id.slice(-8), 16)) as GrantId;
  const mailHost = provider === "IMAP" ? (inbox.held.inbox.mailHost ?? "") : mailHosts[provider];
  const result = step(inbox.held.inbox, { type: "reconnected", grantId, provider, mailHost }, moment);
  if (!result.ok) throw new Error(`${inbox.held.inbox.address} could not be reconnected.`);
  const change = withStep(unchanged(inbox.held, now, system), result, moment);
  [inbox.dead, inbox.firstRefusedAt, inbox.causeSince] = [null, null, null];
  const nextCheckAt = now + durations.checkInterval;
  const health = { ...change.health, nextCheckAt, lastCheckedAt: now, tokenRefreshedAt: provider === "IMAP" ? null : now };
  return { ...change, grant: grantFor(result.next, grantId, moment), health };
}
