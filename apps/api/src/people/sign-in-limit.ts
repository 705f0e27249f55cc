/** Slows guessing down: counts attempts that failed, by address of the person and by address of the network. */
export interface SignInLimit {
  /** Counts an attempt; seconds to wait when there were too many, else null. */
  begin(email: string, network: string): number | null;
  /** The attempt was right: what was counted for this person is forgotten. */
  succeed(email: string, network: string): void;
}

interface Window {
  count: number;
  readonly until: number;
}

const windowMs = 15 * 60_000;
const perPerson = 10;
/** Offices share one network address. */
const perNetwork = 100;
const entryLimit = 50_000;

/** In this process's memory: with n processes a guesser gets n times as many tries. `now` in milliseconds. */
export function createSignInLimit(now: () => number): SignInLimit {
  const windows = new Map<string, Window>();
  const get = (key: string): Window => {
    const known = windows.get(key);
    if (known && known.until > now()) return known;
    if (windows.size >= entryLimit) {
      for (const [other, window] of windows) if (window.until <= now()) windows.delete(other);
      if (windows.size >= entryLimit) windows.clear();
    }
    const window: Window = { count: 0, until: now() + windowMs };
    windows.set(key, window);
    return window;
  };
  return {
    begin(email, network) {
      const person = get(`person ${email.toLowerCase()}`);
      const place = get(`network ${network}`);
      const full = [person.count >= perPerson ? person : null, place.count >= perNetwork ? place : null];
      const until = Math.max(...full.map((window) => window?.until ?? 0));
      if (until > 0) return Math.ceil((until - now()) / 1000);
      person.count += 1;
      place.count += 1;
      return null;
    },
    succeed(email, network) {
      windows.delete(`person ${email.toLowerCase()}`);
      const place = get(`network ${network}`);
      place.count = Math.max(0, place.count - 1);
    },
  };
}
