import type { Durations } from "../durations.ts";
import { hostBreaker, hostPaces, type HostBreaker, type HostPace } from "./host-pace.ts";

/** How hosts are paced, over all workers: they must all have the same rules. */
export interface HostRules {
  readonly named: HostPace;
  readonly provider: HostPace;
  /** The hosts that `provider` is for. */
  readonly providerHosts: readonly string[];
  readonly breaker: HostBreaker;
  /** Over how long the checks of a host that rests, or is back, are spread; milliseconds. */
  readonly spreadMs: number;
}

/** @param providerHosts - the servers of the providers themselves, each for hundreds of thousands. */
export function hostRules(durations: Durations, providerHosts: readonly string[]): HostRules {
  return { ...hostPaces(durations), providerHosts, breaker: hostBreaker(durations), spreadMs: durations.checkInterval / 5 };
}

/** Whose turn it is at one mail host, over all workers. Times are milliseconds since 1970. */
export interface HostTurn {
  /** So many checks may begin at once; fills by time. */
  readonly tokens: number;
  /** When it was filled last; -Infinity: never asked. */
  readonly filledAt: number;
  /** The place of the last one that had to wait. */
  readonly waitsUntil: number;
  /** Claimed and not yet ended. */
  readonly running: number;
  /** In a row, without an answer in between. */
  readonly failures: number;
  readonly rests: number;
  /** Left alone until then; after it one check tries whether it is back. Null: it answers. */
  readonly restsUntil: number | null;
}

/** A host that nobody has asked yet. */
export function newHostTurn(now: number): HostTurn {
  return { tokens: 0, filledAt: -Infinity, waitsUntil: now, running: 0, failures: 0, rests: 0, restsUntil: null };
}

/** What is due at one host, the longest due first. */
export interface DueAtHost {
  readonly count: number;
  /** Of those, how many were claimed before and never ended: their worker died. */
  readonly ended: number;
}

export interface Admitted {
  /** How many begin now, from the first on. */
  readonly admits: number;
  readonly next: HostTurn;
  /** When one that is not admitted is looked at again. @param place - among the due ones, from 1. @param chance - from 0 up to 1. */
  putOffTo(place: number, chance: number): number;
}

/**
 * How many of the checks that are due at a host begin now: so many at once, so fast, none while it rests. The rest is put
 * off to places of its own, one slot after the other, so that it blocks no other host's. The statement `claim_due_checks`
 * says the same of all hosts at once; a test holds the two to one another.
 */
export function admitDue(host: string, turn: HostTurn, due: DueAtHost, now: number, rules: HostRules): Admitted {
  const { atOnce, slotMs } = rules.providerHosts.includes(host) ? rules.provider : rules.named;
  const { restsUntil } = turn;
  const running = Math.max(0, turn.running - due.ended);
  // A second's worth of begins may come at once, and never fewer than may run at once. A clock that went back fills nothing.
  const filled = turn.filledAt === -Infinity ? Infinity : turn.tokens + Math.max(now - turn.filledAt, 0) / slotMs;
  const tokens = Math.min(Math.max(1_000 / slotMs, atOnce), filled);
  const most = restsUntil === null ? atOnce : restsUntil > now ? 0 : 1;
  const admits = Math.min(due.count, Math.max(0, Math.floor(Math.min(tokens, most - running))));
  const waitsUntil = Math.max(turn.waitsUntil, now);
  const late = due.count - admits;
  const queues = late > 0 && restsUntil === null;
  return {
    admits,
    next: {
      ...turn,
      tokens: tokens - admits,
      filledAt: Math.max(now, turn.filledAt),
      running: running + admits,
      waitsUntil: queues ? Math.min(waitsUntil + late * slotMs, now + rules.spreadMs) : turn.waitsUntil,
    },
    putOffTo: (place, chance) =>
      restsUntil === null
        ? Math.min(waitsUntil + (place - admits) * slotMs, now + (1 + chance) * rules.spreadMs)
        : // Resting: somewhere in the spread after it, so that the queue does not grow with each look.
          Math.max(restsUntil, now) + chance * rules.spreadMs,
  };
}

/** How claimed checks of one host ended. */
export interface EndedAtHost {
  readonly ended: number;
  /** In a passing way: no answer, or one that says nothing of the account. */
  readonly failed: number;
  /** At least one was let in or refused. */
  readonly answered: boolean;
}

/** `isBack`: it answered, so that what failed there is looked at within the spread. */
export function endAtHost(
  turn: HostTurn,
  { ended, failed, answered }: EndedAtHost,
  now: number,
  { breaker }: HostRules,
): { readonly next: HostTurn; readonly isBack: boolean } {
  const running = Math.max(0, turn.running - ended);
  if (answered) return { next: { ...turn, running, failures: 0, rests: 0, restsUntil: null }, isBack: failed > 0 || turn.failures > 0 };
  if (failed === 0) return { next: { ...turn, running }, isBack: false };
  const failures = turn.failures + failed;
  if (failures < breaker.failuresInARow) return { next: { ...turn, running, failures }, isBack: false };
  const restsUntil = now + Math.min(breaker.firstRestMs * 2 ** turn.rests, breaker.mostRestMs);
  return { next: { ...turn, running, failures, rests: Math.min(turn.rests + 1, 30), restsUntil }, isBack: false };
}
