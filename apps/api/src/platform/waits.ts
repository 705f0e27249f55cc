import { durations, type Durations } from "@relink/domain";
import type { SettingReader } from "./setting-reader.ts";

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
type Unit = keyof typeof units;
const pattern = new RegExp(`^([1-9]\\d{0,8})(${Object.keys(units).join("|")})$`);

/** A wait as people write it: the greatest unit that counts it whole, such as 90s or 10m. */
export function toWaitText(ms: number): string {
  const unit = (Object.keys(units) as Unit[]).find((each) => ms % units[each] === 0) ?? "ms";
  return `${ms / units[unit]}${unit}`;
}

/** Every wait with its default, as RELINK_WAITS is written. */
export const defaultWaits: string = Object.entries(durations)
  .map(([name, ms]) => `${name}=${toWaitText(ms)}`)
  .join(",");

function parseWait(text: string | undefined): number | null {
  const [, count, unit] = pattern.exec(text ?? "") ?? [];
  return count === undefined ? null : Number(count) * units[unit as Unit];
}

/** RELINK_WAITS: the waits that differ from their defaults, as name=time pairs; times like 500ms, 90s, 10m, 6h, 30d. */
export function readWaits(reader: SettingReader): Partial<Durations> {
  const changed: Partial<Record<keyof Durations, number>> = {};
  for (const pair of (reader.text("RELINK_WAITS") ?? "").split(",").filter((each) => each.trim() !== "")) {
    const [name = "", time] = pair.split("=").map((part) => part.trim());
    if (!Object.hasOwn(durations, name)) reader.refuse("RELINK_WAITS", `names no wait "${name}" (.env.example lists them all)`);
    changed[name as keyof Durations] =
      parseWait(time) ?? reader.refuse("RELINK_WAITS", `must give ${name} a time like 90s, 10m, 6h or 30d`);
  }
  return changed;
}
