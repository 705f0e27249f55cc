import type { GrantId } from "../ids.ts";
import type { Provider } from "./inbox.ts";
import type { DisconnectReason } from "./reasons.ts";

/** What may occur to an inbox: the "on" column of product.md's table. */
export type Occurrence =
  /** The person came back with a grant for that same address, and a check passed. */
  | { readonly type: "grantAccepted"; readonly grantId: GrantId; readonly mailHost: string }
  /** Cancelled, consent refused, another account, refused, or no passing check in time. */
  | { readonly type: "abandon" }
  | { readonly type: "checkPassed" }
  /** A failure that may pass: time-out, 5xx, `[UNAVAILABLE]`, rate limit. */
  | { readonly type: "checkFailed"; readonly providerCode: string | null; readonly held: boolean }
  /** A refusal for good. `held`: an incident at the provider holds every disconnection. */
  | {
      readonly type: "checkRefused";
      readonly reason: DisconnectReason;
      readonly providerCode: string | null;
      readonly held: boolean;
      /** The provider itself had reported this very one (RISC): its word and the refusal decide, incident or not. */
      readonly reported?: boolean;
    }
  /** A password login answered by NO without a code. */
  | { readonly type: "checkUncoded"; readonly providerCode: string | null; readonly held: boolean }
  | { readonly type: "domainMoved"; readonly toProvider: Provider }
  | { readonly type: "turnOff" }
  | { readonly type: "turnOnPassed" }
  /** Turn on was refused for good, or its domain has moved: one refusal decides, since a person waits. */
  | { readonly type: "turnOnRefused"; readonly reason: DisconnectReason; readonly providerCode: string | null }
  | { readonly type: "remove" }
  | { readonly type: "deleteChannel" }
  | { readonly type: "ownerLeft" }
  /** A reconnect completed: a grant of the right account, and a passing check. */
  | { readonly type: "reconnected"; readonly grantId: GrantId; readonly provider: Provider; readonly mailHost: string };

export type OccurrenceType = Occurrence["type"];

export const occurrenceTypes = [
  "grantAccepted",
  "abandon",
  "checkPassed",
  "checkFailed",
  "checkRefused",
  "checkUncoded",
  "domainMoved",
  "turnOff",
  "turnOnPassed",
  "turnOnRefused",
  "remove",
  "deleteChannel",
  "ownerLeft",
  "reconnected",
] as const satisfies readonly OccurrenceType[];
