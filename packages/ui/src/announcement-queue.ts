export type Announcement = {
  words: string;
  /** Said to screen readers only: the page shows it where it happened. */
  quiet?: boolean;
};

/** One that is being said. `since`: on the clock that the caller reads, in ms. */
export type Said = Announcement & { key: number; since: number };

/** What is said now, and what waits for its turn. */
export type Queue = { said: Said | null; waiting: Announcement[] };

export const silence: Queue = { said: null, waiting: [] };

/** Past so many, the oldest is not worth hearing any more: the page has long shown what became of it. */
const most = 20;

/** With one more to say: at once where nothing is said, else after those that wait; what the person did themselves goes first. */
export function withWords({ said, waiting }: Queue, announcement: Announcement, now: number): Queue {
  if (said === null) return { said: { ...announcement, key: 1, since: now }, waiting };
  // What waits already is said once, and as the newest.
  const others = waiting.filter(({ words }) => words !== announcement.words);
  const [own, quiet] = [others.filter((one) => one.quiet !== true), others.filter((one) => one.quiet === true)];
  if (announcement.quiet === true) quiet.push(announcement);
  else own.push(announcement);
  const room = Math.max(0, most - own.length);
  return { said, waiting: [...own.slice(-most), ...quiet.slice(Math.max(0, quiet.length - room))] };
}

/** When its turn is over. */
export function nextOf({ said, waiting: [next, ...rest] }: Queue, now: number): Queue {
  return next === undefined ? silence : { said: { ...next, key: (said?.key ?? 0) + 1, since: now }, waiting: rest };
}
