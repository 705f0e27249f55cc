import {
  isRefusalForGood,
  judgeMove,
  leavesFrom,
  placeOf,
  readMx,
  withLook,
  type Fact,
  type Moment,
  type MxHistory,
  type Provider,
} from "@relink/domain";
import type { SimDomain, SimInbox } from "./world/inbox.ts";

/** What Relink knows of one domain's move. */
export interface Watched {
  readonly domain: SimDomain;
  history: MxHistory | null;
  refused: Map<Provider, number>;
  confirmed: boolean;
}

export function watch(domain: SimDomain): Watched {
  return { domain, history: null, refused: new Map(), confirmed: false };
}

/** What was refused for good speaks beside the MX. */
export function noteRefusals(watched: Watched, inbox: SimInbox, facts: readonly Fact[], at: number): boolean {
  const refusals = facts.filter(({ type, reason }) => type === "DISCONNECTED" && reason !== null && isRefusalForGood(reason));
  if (refusals.length > 0) watched.refused.set(placeOf(inbox.held.inbox), at);
  return refusals.length > 0;
}

const records = {
  GOOGLE: [{ exchange: "aspmx.l.google.com", preference: 1 }],
  MICROSOFT: [{ exchange: "company.mail.protection.outlook.com", preference: 0 }],
  IMAP: [{ exchange: "mail.hoster.test", preference: 10 }],
  GATEWAY: [{ exchange: "mx1.pphosted.com", preference: 10 }],
} as const;

/** What two resolvers say at this moment. */
function answersFor(domain: SimDomain, home: Provider, now: number) {
  const { move, noise } = domain;
  const says = move && now >= move.at ? move.to : noise && now >= noise.from && now < noise.until ? noise.says : home;
  const other = home === "GOOGLE" ? "MICROSOFT" : "GOOGLE";
  const found = says === "SERVFAIL" ? null : records[says === "SPLIT" ? other : says];
  return ["resolver-1", "resolver-2"].map((resolver) => ({ resolver, records: found }));
}

/**
 * One look at a domain's MX: the domain's rules decide what it means.
 * @returns the inboxes that its move disconnects, and where to; null: none.
 */
export function look(watched: Watched, moment: Moment): { readonly inboxes: readonly SimInbox[]; readonly to: Provider } | null {
  const { domain } = watched;
  const home = domain.inboxes[0]?.held.inbox.provider ?? "IMAP";
  const reading = readMx(answersFor(domain, home, moment.now));
  watched.history = withLook(watched.history, reading, moment.now, moment.durations);
  if (reading.type !== "names" || watched.confirmed) return null;
  const counts = new Map<Provider, number>();
  for (const { held } of domain.inboxes) counts.set(placeOf(held.inbox), (counts.get(placeOf(held.inbox)) ?? 0) + 1);
  const from = leavesFrom(counts, reading.provider);
  if (from === null) return null;
  const suspicion = judgeMove(watched.history, from, signalsOf(watched, from, moment.now), moment);
  if (suspicion.type !== "confirmed") return null;
  watched.confirmed = true;
  return { inboxes: domain.inboxes.filter(({ held }) => placeOf(held.inbox) === from), to: reading.provider };
}

/** Mail stops at the old mailboxes with the move, and goes on where delivery is only split. */
function signalsOf({ domain, refused }: Watched, from: Provider, now: number) {
  return { refusedAt: refused.get(from) ?? null, signedInAt: null, newestMailAt: domain.move ? domain.move.at : now, readUntil: now };
}
