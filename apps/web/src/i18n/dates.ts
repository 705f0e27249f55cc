/** "14:03" for today, else "3 March", else with its year. at: ISO 8601. */
export function formatSince(at: string, locale: string, now: Date): string {
  const then = new Date(at);
  if (then.toDateString() === now.toDateString()) return formatClock(at, locale);
  const year = then.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(toRegion(locale), { day: "numeric", month: "long", ...year }).format(then);
}

export function formatClock(at: string, locale: string): string {
  return new Intl.DateTimeFormat(toRegion(locale), { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** "23 November 2026". day: an ISO date, which has no time zone. */
export function formatDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(toRegion(locale), { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
}

/** "23 Nov". day: an ISO date, which has no time zone. */
export function formatShortDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(toRegion(locale), { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
}

const lengths = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "3 hours": how long something took, in the largest unit that fits. */
export function formatLength(seconds: number, locale: string): string {
  const [unit, length] = lengths.find((each) => seconds >= each[1]) ?? ["second", 1];
  const format = new Intl.NumberFormat(toRegion(locale), { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 });
  return format.format(seconds / length);
}

/** "23 November 2026, 14:03". */
export function formatMoment(at: string, locale: string): string {
  return new Intl.DateTimeFormat(toRegion(locale), { dateStyle: "long", timeStyle: "short" }).format(new Date(at));
}

/** "23 November 2026, 14:03:07 CET": for what is proof. */
export function formatExact(at: string, locale: string): string {
  const exact = { dateStyle: "long", timeStyle: "long" } as const;
  return new Intl.DateTimeFormat(toRegion(locale), exact).format(new Date(at));
}

/** Plain English dates come out American; the application writes "3 March" and 24 hours. */
function toRegion(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}
