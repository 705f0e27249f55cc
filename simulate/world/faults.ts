import { durations, type Provider } from "@relink/domain";
import type { Chance } from "../random.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What can go wrong with one account: each is true, and says something about this inbox. */
export type OwnFault =
  /** The grant is dead from then on, until somebody signs in again. */
  | "revoked"
  | "password"
  /** Refused while it lasts. */
  | "suspended"
  | "mailboxGone"
  | "secondFactor"
  | "policy"
  /** The domain has left this provider: its mailboxes are closed there. */
  | "closed"
  /** Passes: time-outs, 5xx. */
  | "passing"
  /** A password is answered by a NO without a code. */
  | "uncoded"
  /** The provider refuses for good for a few seconds, and does not mean it. */
  | "blip";

export interface Window {
  readonly kind: OwnFault;
  readonly from: number;
  /** Infinity: until somebody signs in again. */
  readonly until: number;
}

/** How a host's outage looks from here; the last three look like refusals of each account. */
export type OutageMode = "timeout" | "503" | "unavailable" | "refused" | "invalidGrant" | "uncoded";

export interface Outage {
  readonly host: string;
  readonly from: number;
  readonly until: number;
  readonly mode: OutageMode;
  /** Of its inboxes, by a number from 0 up to 1 that each of them has. */
  readonly share: number;
}

export interface Lapse {
  readonly provider: Provider;
  readonly from: number;
  readonly until: number;
}

/** Ends the grant that is in use when it happens. */
export function isDeadly(kind: OwnFault): boolean {
  return kind === "revoked" || kind === "password";
}

/** Whether an inbox that meets it is rightly disconnected. */
export function isTrueCause(kind: OwnFault): boolean {
  return kind !== "passing" && kind !== "blip";
}

type Planned = readonly [kind: OwnFault, daysBetween: number, shortest: number, longest: number];

/** How often each of them befalls one inbox, on average, and for how long. */
const planned: Readonly<Record<Provider, readonly Planned[]>> = {
  GOOGLE: [
    ["revoked", 120, Infinity, Infinity],
    ["password", 240, Infinity, Infinity],
    ["suspended", 1_500, hour, 3 * day],
    ["mailboxGone", 3_000, 2 * hour, 4 * day],
    ["secondFactor", 900, Infinity, Infinity],
    ["passing", 90, minute, 3 * hour],
    ["blip", 30, 5_000, 25_000],
  ],
  MICROSOFT: [
    ["revoked", 120, Infinity, Infinity],
    ["suspended", 1_500, hour, 3 * day],
    ["mailboxGone", 3_000, 2 * hour, 4 * day],
    ["secondFactor", 600, Infinity, Infinity],
    ["passing", 90, minute, 3 * hour],
    ["blip", 30, 5_000, 25_000],
  ],
  IMAP: [
    ["password", 120, Infinity, Infinity],
    ["suspended", 1_500, hour, 3 * day],
    ["passing", 60, minute, 5 * hour],
    ["passing", 3_000, 25 * hour, 60 * hour],
    ["uncoded", 700, 10 * minute, 60 * hour],
    ["blip", 30, 5_000, 50_000],
  ],
};

/** What befalls one inbox, in order. Nothing in the first hours nor in the last: both ends of the month are whole. */
export function planFaults(chance: Chance, provider: Provider, from: number, until: number): Window[] {
  const windows: Window[] = [];
  for (const [kind, daysBetween, shortest, longest] of planned[provider]) {
    const mean = daysBetween * day;
    for (let at = from + chance.wait(mean); at < until; at += chance.wait(mean) + 2 * hour) {
      // Short ones are more frequent than long ones.
      const lasts = shortest === Infinity ? Infinity : shortest * (longest / shortest) ** chance.next();
      windows.push({ kind, from: at, until: at + lasts });
    }
  }
  return windows.toSorted((one, other) => one.from - other.from);
}

const modes: Readonly<Record<Provider, readonly OutageMode[]>> = {
  GOOGLE: ["timeout", "503", "unavailable", "invalidGrant"],
  MICROSOFT: ["timeout", "503", "unavailable", "invalidGrant"],
  IMAP: ["timeout", "unavailable", "refused", "uncoded"],
};

export interface PlannedHost {
  readonly host: string;
  readonly provider: Provider;
  readonly inboxes: number;
}

/** Under this size an outage meets everybody. */
const large = 100;

/**
 * From this size on enough inboxes are looked at before the second look of the first to see, for sure, that a host refuses
 * everybody. What is promised below it is in `small-hosts.ts`.
 */
export const seenBeforeSecondLook = 250;

/** Outages of a day and more are only at hosts with fewer inboxes: each of them is looked at every few minutes then. */
const longMost = 450;

export function looksFinal(mode: OutageMode): boolean {
  return mode === "refused" || mode === "invalidGrant";
}

/** Outages of the hosts. */
export function planOutages(chance: Chance, { host, provider, inboxes }: PlannedHost, from: number, until: number): Outage[] {
  const outages: Outage[] = [];
  for (let at = from + chance.wait(10 * day); at < until; at += chance.wait(15 * day) + 3 * hour) {
    const isLarge = inboxes >= large;
    const mode = chance.pick(modes[provider]);
    // Longer than the 24 h after which one that fails alone would be disconnected; not at the largest, for the sake of time.
    const isLong = isLarge && inboxes < longMost && chance.happens(0.1);
    const lasts = isLong ? chance.between(25 * hour, 40 * hour) : 5 * minute * 24 ** chance.next();
    outages.push({
      host,
      from: at,
      until: Math.min(at + lasts, until),
      mode,
      share: isLarge && mode !== "uncoded" ? chance.between(0.6, 1) : 1,
    });
    at += lasts;
  }
  return outages;
}

export function planLapses(chance: Chance, provider: Provider, from: number, until: number): Lapse[] {
  const at = from + chance.wait(15 * day);
  return at < until ? [{ provider, from: at, until: Math.min(at + chance.between(30 * minute, 10 * hour), until) }] : [];
}

/** A domain's administrators block applications, and allow them again. */
export function planPolicies(chance: Chance, from: number, until: number): Window[] {
  const at = from + chance.wait(300 * day);
  return at < until ? [{ kind: "policy", from: at, until: at + chance.between(2 * hour, 2 * day) }] : [];
}

/** The month's quiet ends: what begins in the last hours could not be judged. */
export const settleTime = 4 * hour + durations.unreachableAfter;
