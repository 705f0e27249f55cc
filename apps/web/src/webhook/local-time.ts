/** As a field for local date and time has it: "2026-11-23T14:03". at: ms since the epoch. */
export function toLocalTime(at: number): string {
  const then = new Date(at);
  return new Date(at - then.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** ISO 8601 in UTC; null for a field that is not whole. */
export function toMoment(local: string): string | null {
  const at = Date.parse(local);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
