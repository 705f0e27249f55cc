import type { MxAnswer } from "@relink/domain";
import type { LookUpMx, MxResolver } from "./migrate.ports.ts";

export interface LookUpMxNeeds {
  /** The first two are asked. Where there is but one it is asked twice: then one resolver's word is all that there is. */
  readonly resolvers: readonly MxResolver[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What was found is believed for this long, in all workspaces; milliseconds. */
  readonly keptMs: number;
}

/** Of one look, whatever resolvers do; milliseconds of real time. */
const lookLimitMs = 5_000;
const mostKept = 10_000;

/** Looks that are asked for at once, or soon after one another, are one look. */
export function createLookUpMx({ resolvers, now, keptMs }: LookUpMxNeeds): LookUpMx {
  const kept = new Map<string, { readonly at: number; readonly answers: Promise<readonly MxAnswer[]> }>();
  const [first, second = first] = resolvers;
  const asked = first && second ? [first, second] : [];
  const ask = (domain: string, signal: AbortSignal): Promise<readonly MxAnswer[]> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(lookLimitMs)]);
    return Promise.all(asked.map(async ({ name, mx }) => ({ resolver: name, records: await bounded(mx(domain, limited), limited) })));
  };
  return (domain, signal) => {
    const at = now();
    const before = kept.get(domain);
    // A clock that jumped back must not make an old answer last.
    if (before && at >= before.at && at - before.at < keptMs) return before.answers;
    const answers = ask(domain, signal);
    kept.delete(domain);
    kept.set(domain, { at, answers });
    for (const [oldest] of kept) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return answers;
  };
}

/** The answer, or null once time is up, even where the resolver never settles. */
function bounded(answer: Promise<MxAnswer["records"]>, signal: AbortSignal): Promise<MxAnswer["records"]> {
  return new Promise((resolve) => {
    const late = (): void => resolve(null);
    if (signal.aborted) late();
    signal.addEventListener("abort", late, { once: true });
    answer.then(resolve, late).finally(() => signal.removeEventListener("abort", late));
  });
}
