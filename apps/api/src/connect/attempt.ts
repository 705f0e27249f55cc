import type { AccountKind, MemberId, Provider } from "@relink/domain";
import type { Actor } from "../inbox/change.ts";

export const attemptStates = ["PENDING", "SUCCEEDED", "FAILED", "EXPIRED", "CANCELLED"] as const;
export type AttemptState = (typeof attemptStates)[number];

export const attemptFailures = [
  "CONSENT_DECLINED",
  "ADMIN_CONSENT_REQUIRED",
  "SCOPE_MISSING",
  "ADDRESS_MISMATCH",
  "ADDRESS_IN_USE",
  "PROVIDER_REFUSED",
  "PROVIDER_UNAVAILABLE",
  "SUPERSEDED",
] as const;
export type AttemptFailure = (typeof attemptFailures)[number];

/** One try to sign in at the provider, as table `connection_attempt` keeps it. */
export interface AttemptRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly inbox_id: string;
  readonly provider: Exclude<Provider, "IMAP">;
  readonly intent: "CONNECT" | "RECONNECT";
  readonly state: AttemptState;
  readonly failure: AttemptFailure | null;
  readonly provider_code: string | null;
  readonly expected_address: string;
  readonly actual_address: string | null;
  readonly started_by: string | null;
  readonly started_by_name: string;
  /** The API key that began it, where one did. */
  readonly started_by_key: string | null;
  /** The inbox's version when it began: a reconnect completes only if nothing that matters came since. */
  readonly inbox_version: number;
  readonly return_to: string | null;
  /** SHA-256 of the one state that a callback may bring; null before the browser set out and after it came back. */
  readonly state_hash: string | null;
  /** SHA-256 of the secret in the browser's cookie. */
  readonly browser_hash: string | null;
  readonly created_at: string;
  readonly expires_at: string;
  readonly callback_at: string | null;
  /** The reconnect link that began it; null where somebody with an account did. */
  readonly link_id: string | null;
  /** The application with which it began, and so goes on. Null: it began before this was written down. */
  readonly client_id: string | null;
  /** What the provider granted when the browser came back; null: nothing, or it did not come back. */
  readonly granted_kind: AccountKind | null;
  /** Keyed hash of the account that granted it; null where nobody can tell whose it is. */
  readonly granted_key: string | null;
}

/** Who began it, and so who does what comes of it: a member, an API key, or who holds a reconnect link. */
export function starterOf({ started_by, started_by_key, started_by_name: name, link_id }: AttemptRow): Actor {
  if (link_id !== null) return { kind: "LINK", memberId: null, name };
  if (started_by_key) return { kind: "API_KEY", memberId: null, keyId: started_by_key, name };
  return { kind: "MEMBER", memberId: started_by as MemberId | null, name };
}

/** How an attempt ended. */
export function ended(
  attempt: AttemptRow,
  state: Exclude<AttemptState, "PENDING">,
  more: Partial<Pick<AttemptRow, "failure" | "provider_code" | "actual_address">> = {},
): AttemptRow {
  // Nothing of the sign-in is needed any more.
  return { ...attempt, ...more, state, state_hash: null, browser_hash: null };
}
