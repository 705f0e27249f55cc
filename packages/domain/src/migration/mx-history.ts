import type { Durations } from "../durations.ts";
import type { Provider } from "../inbox/inbox.ts";
import { classifyMx, type MxRecord, type OwnMxSuffixes } from "../provider/mx.ts";
import { providerBehindMx } from "./place.ts";

/** What one resolver said of a domain's MX. Null: no answer, or one that proves nothing (SERVFAIL, NXDOMAIN, a time-out, no records). */
export interface MxAnswer {
  readonly resolver: string;
  readonly records: readonly MxRecord[] | null;
}

/**
 * What one look says. `silent`: too few answers, or resolvers that disagree; it changes nothing. `unclear`: both answered
 * alike, but not with one known provider.
 */
export type MxReading =
  | { readonly type: "names"; readonly provider: Provider; readonly hosts: readonly string[] }
  | { readonly type: "unclear" }
  | { readonly type: "silent" };

/** Two resolvers have to say the same: one alone may lie, or lag behind. */
export function readMx(answers: readonly MxAnswer[], own?: OwnMxSuffixes): MxReading {
  const told = answers.flatMap(({ records }) => (records === null || records.length === 0 ? [] : [classifyMx(records, own)]));
  const [first] = told;
  if (!first || told.length < 2 || told.length < answers.length) return { type: "silent" };
  const provider = providerBehindMx(first.provider);
  if (told.some((other) => providerBehindMx(other.provider) !== provider)) return { type: "silent" };
  return provider === null ? { type: "unclear" } : { type: "names", provider, hosts: first.hosts };
}

/** What a domain's looks have shown so far. Times are milliseconds since 1970. */
export interface MxHistory {
  /** The provider that the newest looks name, one after another; null where they name none. */
  readonly names: Provider | null;
  /** When the first of these looks was. */
  readonly since: number;
  readonly looks: number;
  readonly lastAt: number;
  /** How long they have said so, as far as looks prove it. */
  readonly spanned: number;
  /** When the domain was last seen to name somebody else, or nobody known; null: never, it has been so since we first looked. */
  readonly otherAt: number | null;
}

/** The history with one look more. A silent look adds nothing and takes nothing away. */
export function withLook(before: MxHistory | null, reading: MxReading, at: number, durations: Durations): MxHistory | null {
  if (reading.type === "silent") return before;
  const names = reading.type === "names" ? reading.provider : null;
  const fresh = { names, since: at, looks: 1, lastAt: at, spanned: 0 };
  if (before === null) return { ...fresh, otherAt: null };
  if (before.names !== names) return { ...fresh, otherAt: before.lastAt };
  // A clock that jumps must not make two looks into days: what lies between them counts for a day at most, and never backwards.
  const passed = Math.min(Math.max(at - before.lastAt, 0), durations.mxGapMost);
  return { ...before, looks: before.looks + 1, lastAt: at, spanned: before.spanned + passed };
}
