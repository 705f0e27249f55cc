import { useSyncExternalStore } from "react";

const steps = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "2 min ago", "in 4 min": the distance from now to a time, both in ms since the epoch. */
export function formatRelative(at: number, now: number, locale: string): string {
  const seconds = Math.round((at - now) / 1000);
  const [unit, length] = steps.find((step) => Math.abs(seconds) >= step[1]) ?? ["second", 1];
  const words = new Intl.RelativeTimeFormat(locale, { style: "short", numeric: "auto" });
  // English writes "min." with a full stop, which reads like the end of the sentence.
  return words.format(Math.trunc(seconds / length), unit).replace(/\.(?= |$)/g, "");
}

/** "23 November 2026, 14:03:20 CET" */
export function formatExact(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "long" }).format(at);
}

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on the page: it ticks every 10 s, and only while one is shown. */
function listen(listener: () => void): () => void {
  listeners.add(listener);
  // It stood still while no time was shown.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 10_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** at: an ISO 8601 time. Relative in words, exact on hover. */
export function RelativeTime({ at, locale }: { at: string; locale: string }) {
  const tick = useSyncExternalStore(listen, () => now);
  const then = Date.parse(at);
  // What has just come from the server may be a little ahead of the last tick.
  const from = Math.abs(then - tick) < 10_000 ? Math.max(tick, then) : tick;
  return (
    <time dateTime={at} title={formatExact(then, locale)}>
      {formatRelative(then, from, locale)}
    </time>
  );
}
