import type { EmailAddress, GrantId, InboxId, MemberId, SharedInboxId, WorkspaceId } from "../ids.ts";
import type { DisconnectReason } from "./reasons.ts";

export const inboxKinds = ["PERSONAL", "TEAM"] as const;
export type InboxKind = (typeof inboxKinds)[number];

export const providers = ["GOOGLE", "MICROSOFT", "IMAP"] as const;
export type Provider = (typeof providers)[number];

export const connectionStates = ["CONNECTING", "CONNECTED", "FAILING", "DISCONNECTED", "OFF", "REMOVED"] as const;
/** Our end of the connection. */
export type ConnectionState = (typeof connectionStates)[number];

/** Why and when an inbox was disconnected. Times are milliseconds since 1970, UTC. */
export interface Disconnection {
  readonly reason: DisconnectReason;
  /** The provider's own code, never its raw text. */
  readonly providerCode: string | null;
  readonly at: number;
}

/** What a series of checks has shown so far; emptied by every passing check. */
export interface Trouble {
  readonly consecutiveFailures: number;
  /** When the last check passed. */
  readonly lastOkAt: number;
  /** A refusal that waits for its second look. */
  readonly refusal: Disconnection | null;
  /** Password logins answered by a NO without a code (RFC 5530): neither proof nor disproof. */
  readonly uncodedRefusals: number;
}

/** Our end, each state with what is true in it alone. */
export type OurEnd =
  | { readonly state: "CONNECTING" }
  | { readonly state: "CONNECTED"; readonly trouble: Trouble }
  | { readonly state: "FAILING"; readonly trouble: Trouble }
  | { readonly state: "DISCONNECTED"; readonly disconnection: Disconnection }
  | { readonly state: "OFF" }
  | {
      readonly state: "REMOVED";
      readonly abandoned: boolean;
      /** A new inbox was connected at its address since: final, whatever becomes of that one. */
      readonly replaced: boolean;
      readonly disconnection: Disconnection | null;
    };

/** Whose an inbox is: a person's own, or a shared inbox's channel. */
export type Belonging =
  | { readonly kind: "PERSONAL"; readonly ownerId: MemberId }
  | { readonly kind: "TEAM"; readonly sharedInboxId: SharedInboxId };

/** One e-mail address under management. */
export interface Inbox {
  readonly workspaceId: WorkspaceId;
  readonly id: InboxId;
  readonly belonging: Belonging;
  /** Who connected it; null where an API consumer did. */
  readonly connectedBy: MemberId | null;
  readonly address: EmailAddress;
  readonly provider: Provider;
  readonly mailHost: string | null;
  readonly ourEnd: OurEnd;
  readonly stateChangedAt: number;
  /** The grant in use; kept in OFF and DISCONNECTED, null in CONNECTING and REMOVED. */
  readonly grantId: GrantId | null;
  /** Grows by one with each event of this inbox. */
  readonly version: number;
  readonly createdAt: number;
}

/** States in which an address is taken: live, and not merely trying. */
export const addressHoldingStates: readonly ConnectionState[] = ["CONNECTED", "FAILING", "DISCONNECTED", "OFF"];

export function isLive(state: ConnectionState): boolean {
  return state !== "REMOVED";
}

/** @returns the disconnection that an inbox shows, or null. */
export function disconnectionOf(end: OurEnd): Disconnection | null {
  return end.state === "DISCONNECTED" || end.state === "REMOVED" ? end.disconnection : null;
}

/** @returns a clean slate: what a passing check leaves behind. */
export function noTrouble(now: number): Trouble {
  return { consecutiveFailures: 0, lastOkAt: now, refusal: null, uncodedRefusals: 0 };
}
