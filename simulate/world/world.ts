import {
  noTrouble,
  type EmailAddress,
  type GrantId,
  type Inbox,
  type InboxId,
  type Listener,
  type MemberId,
  type Moment,
  type Provider,
  type WorkspaceId,
} from "@relink/domain";
import { noHealth } from "../../apps/api/src/inbox/inbox-row.ts";
import { createChance, type Chance } from "../random.ts";
import { planFaults, planLapses, planOutages, planPolicies, settleTime, type Lapse, type Outage } from "./faults.ts";
import { grantFor, type SimDomain, type SimInbox } from "./inbox.ts";

const hour = 3_600_000;
const day = 24 * hour;

export interface World {
  readonly inboxes: readonly SimInbox[];
  readonly byId: ReadonlyMap<string, SimInbox>;
  /** Nobody moves to another host. */
  readonly byHost: ReadonlyMap<string, readonly SimInbox[]>;
  readonly domains: readonly SimDomain[];
  /** By host. */
  readonly outages: ReadonlyMap<string, readonly Outage[]>;
  readonly lapses: readonly Lapse[];
  readonly members: ReadonlyMap<string, readonly Listener[]>;
  readonly beginsAt: number;
  readonly endsAt: number;
}

export interface WorldOptions {
  readonly inboxes: number;
  readonly days: number;
  readonly seed: string;
  readonly moment: Moment;
}

export const mailHosts = { GOOGLE: "imap.gmail.com", MICROSOFT: "outlook.office365.com" } as const;

/** A month that is decided before it begins: who there is, and what will go wrong. */
export function createWorld({ inboxes: count, days, seed, moment }: WorldOptions): World {
  const chance = createChance(`world ${seed}`);
  const [beginsAt, endsAt] = [moment.now, moment.now + days * day];
  const span = { from: beginsAt + 2 * hour, until: Math.max(beginsAt + 2 * hour, endsAt - settleTime) };
  const inboxes: SimInbox[] = [];
  const domains: SimDomain[] = [];
  const members = new Map<string, Listener[]>();
  while (inboxes.length < count) {
    const workspaceId = uuid(1, members.size);
    const listeners: Listener[] = [member(workspaceId, "super", "SUPER_ADMIN"), member(workspaceId, "admin", "ADMIN")];
    members.set(workspaceId, listeners);
    for (let nth = 0; nth < 4 && inboxes.length < count; nth += 1) {
      const domain = createDomain(chance, workspaceId, domains.length, span);
      const host = hostFor(chance, count);
      const size = Math.min(count - inboxes.length, 3 + chance.below(45));
      for (let left = size; left > 0; left -= 1) {
        const inbox = createInbox(chance, { domain, host, index: inboxes.length, span, moment });
        inboxes.push(inbox);
        domain.inboxes.push(inbox);
        listeners.push(member(workspaceId, String(inboxes.length - 1), "MEMBER"));
      }
      domains.push(domain);
    }
  }
  return {
    inboxes,
    byId: new Map(inboxes.map((inbox) => [inbox.held.inbox.id, inbox])),
    domains,
    members,
    beginsAt,
    endsAt,
    ...planHosts(chance, inboxes, span),
  };
}

interface Span {
  readonly from: number;
  readonly until: number;
}

interface Host {
  readonly provider: Provider;
  readonly host: string;
}

function hostFor(chance: Chance, count: number): Host {
  const luck = chance.next();
  if (luck < 0.4) return { provider: "GOOGLE", host: mailHosts.GOOGLE };
  if (luck < 0.7) return { provider: "MICROSOFT", host: mailHosts.MICROSOFT };
  // A few hosts with many customers, and many with one.
  if (luck < 0.9) return { provider: "IMAP", host: `mail${chance.below(Math.max(1, Math.round(count / 2_000)))}.hoster.test` };
  return { provider: "IMAP", host: `mail.own${chance.below(1_000_000)}.test` };
}

function createDomain(chance: Chance, workspaceId: string, index: number, { from, until }: Span): SimDomain {
  const moves = chance.happens(0.03);
  const at = chance.between(from, until);
  const noisy = chance.happens(0.05);
  const noise = { from: at, until: at + chance.between(6 * hour, 6 * day), says: chance.pick(["GATEWAY", "SERVFAIL", "SPLIT"] as const) };
  return {
    name: `company${index}.test`,
    workspaceId,
    // Somebody who splits delivery must not be refused meanwhile: a refusal and the MX together are a move, by rule.
    policies: moves || (noisy && noise.says === "SPLIT") ? [] : planPolicies(chance, from, until),
    move: moves ? { at, to: chance.pick(["GOOGLE", "MICROSOFT"]), closesAt: at + chance.between(hour, 5 * day) } : null,
    noise: noisy && !moves ? noise : null,
    inboxes: [],
  };
}

interface Place {
  readonly domain: SimDomain;
  readonly host: Host;
  readonly index: number;
  readonly span: Span;
  readonly moment: Moment;
}

function createInbox(chance: Chance, { domain, host, index, span, moment }: Place): SimInbox {
  const { now, durations } = moment;
  const inbox: Inbox = {
    workspaceId: domain.workspaceId as WorkspaceId,
    id: uuid(2, index) as InboxId,
    belonging: { kind: "PERSONAL", ownerId: memberId(domain.workspaceId, String(index)) },
    connectedBy: memberId(domain.workspaceId, String(index)),
    address: `person${index}@${domain.name}` as EmailAddress,
    provider: host.provider,
    mailHost: host.host,
    ourEnd: { state: "CONNECTED", trouble: noTrouble(now) },
    stateChangedAt: now,
    grantId: uuid(3, index) as GrantId,
    version: 2,
    createdAt: now,
  };
  const isSplit = domain.noise?.says === "SPLIT";
  return {
    held: {
      inbox,
      displayName: null,
      health: { ...noHealth, lastCheckedAt: now, lastSucceededAt: now, tokenRefreshedAt: host.provider === "IMAP" ? null : now },
      grant: grantFor(inbox, inbox.grantId ?? "", moment),
      endedGrant: null,
      providerAccess: "GRANTED",
    },
    domain,
    luck: chance.next(),
    faults: isSplit ? [] : planFaults(chance, host.provider, span.from, span.until),
    killed: 0,
    dead: null,
    firstDueAt: now + chance.between(1, durations.checkInterval),
    quietSince: null,
    firstRefusedAt: null,
    causeSince: null,
    waitedForUncoded: false,
    reconnects: 0,
  };
}

function planHosts(chance: Chance, inboxes: readonly SimInbox[], { from, until }: Span): Pick<World, "byHost" | "outages" | "lapses"> {
  const byHost = Map.groupBy(inboxes, ({ held }) => held.inbox.mailHost ?? "");
  const outages = new Map<string, readonly Outage[]>();
  for (const [host, at] of byHost) {
    const provider = at[0]?.held.inbox.provider ?? "IMAP";
    // Of the thousands that have one customer, few are worth an outage.
    if (at.length >= 10 || chance.happens(0.2)) outages.set(host, planOutages(chance, { host, provider, inboxes: at.length }, from, until));
  }
  return { byHost, outages, lapses: [...planLapses(chance, "GOOGLE", from, until), ...planLapses(chance, "MICROSOFT", from, until)] };
}

function member(workspaceId: string, name: string, role: Listener["role"]): Listener {
  return { id: memberId(workspaceId, name), role, leftAt: null };
}

function memberId(workspaceId: string, name: string): MemberId {
  return `${workspaceId}/${name}` as MemberId;
}

/** Ids that say what they are, and look like the others. */
export function uuid(kind: number, index: number): string {
  return `0000000${kind}-0000-7000-8000-${index.toString(16).padStart(12, "0")}`;
}
