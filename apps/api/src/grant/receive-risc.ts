import { unreachable } from "@relink/domain";
import type { RiscEvent } from "../mail/risc-event.ts";
import type { RiscReader, RiscToken } from "../mail/risc-token.ts";
import type { TokenNaming } from "../mail/token-hash.ts";
import type { GrantRef } from "./move-grant.ts";
import type { ReportedGrant, RiscStore } from "./risc.store.ts";

export interface ReceiveRiscNeeds {
  readonly reader: RiscReader;
  readonly reports: RiscStore;
  /** As grants keep them. */
  readonly toAccountKey: (provider: "GOOGLE", accountId: string, clientId: string) => string;
  readonly hashTokenName: (naming: TokenNaming, value: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Timers that are due now were stored. */
  readonly nudge: () => void;
  /** The provider tried the receiver on the operator's behalf, who looks for this `state` in the log. */
  readonly onVerification: (state: string) => void;
}

/** TAKEN also where it was taken before, or is about nobody here. */
export type ReceivedRisc = "TAKEN" | "INVALID" | "UNAVAILABLE";

export type ReceiveRisc = (text: string) => Promise<ReceivedRisc>;

/** Takes what Google reports of accounts and tokens. What follows from it is stored before it is answered, and runs at once. */
export function receiveRisc(needs: ReceiveRiscNeeds): ReceiveRisc {
  return async (text) => {
    const read = await needs.reader.read(text);
    if (!read.ok) return read.why;
    const { token } = read;
    const reported = (await Promise.all(token.events.map((event) => find(needs, token, event)))).flat();
    const taken = await needs.reports.take(token.jti, reported, needs.now());
    if (taken && reported.length > 0) needs.nudge();
    if (taken && token.verification !== null) needs.onVerification(token.verification);
    return "TAKEN";
  };
}

async function find(needs: ReceiveRiscNeeds, token: RiscToken, { type, subject }: RiscEvent): Promise<readonly ReportedGrant[]> {
  const found = async (): Promise<readonly GrantRef[]> => {
    switch (subject.kind) {
      case "account":
        // The issuer with or without its slash is the same Google.
        return bare(subject.issuer) === bare(token.issuer) ? findByAccount(needs, token, subject.sub) : [];
      case "token":
        return needs.reports.findByToken(subject.naming, needs.hashTokenName(subject.naming, subject.value));
      default:
        return unreachable(subject);
    }
  };
  return (await found()).map((grant) => ({ ...grant, type }));
}

/** What the account gave to those of our applications that the report is for. */
async function findByAccount(needs: ReceiveRiscNeeds, { clientIds }: RiscToken, sub: string): Promise<readonly GrantRef[]> {
  const keys = clientIds.map((clientId) => needs.toAccountKey("GOOGLE", sub, clientId));
  return (await Promise.all(keys.map((key) => needs.reports.findByAccount(key)))).flat();
}

function bare(issuer: string): string {
  return issuer.replace(/\/$/, "");
}
