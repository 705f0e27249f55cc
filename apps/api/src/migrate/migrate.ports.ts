import type { MxAnswer } from "@relink/domain";

/** What two resolvers say of a domain's MX, asked side by side. Never throws, and ends within seconds. */
export type LookUpMx = (domain: string, signal: AbortSignal) => Promise<readonly MxAnswer[]>;

/** One resolver and how to ask it; null: it gave no answer, or one that proves nothing. */
export interface MxResolver {
  readonly name: string;
  readonly mx: (domain: string, signal: AbortSignal) => Promise<MxAnswer["records"]>;
}
