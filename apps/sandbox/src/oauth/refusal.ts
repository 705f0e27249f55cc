import type { Account } from "../accounts/account.store.ts";
import type { EndedHow, TokenRecord } from "./consent.store.ts";

/** Why the token endpoint says no, before it is worded as the one or the other provider. */
export type Refusal =
  | { readonly why: "ended"; readonly how: EndedHow; readonly personal: boolean }
  | { readonly why: "lapsed" | "suspended" | "deleted" | "mfa" | "policy" | "code" | "unknown-token" | "client" }
  | { readonly why: "other"; readonly status: number; readonly error: string; readonly description: string };

export type FailedRequest = {
  readonly status: number;
  readonly error: string;
  readonly description: string;
  readonly grantType: string | undefined;
};

/**
 * Judges a refused request of the token endpoint. `token` is the refresh token's record, `account` its holder; null
 * when the sandbox does not know them.
 */
export function toRefusal(failed: FailedRequest, token: TokenRecord | null, account: Account | null, personal: boolean): Refusal {
  if (failed.error === "invalid_client") return { why: "client" };
  if (failed.error !== "invalid_grant") return { why: "other", ...failed };
  if (failed.grantType !== "refresh_token") return { why: "code" };
  if (!token) return { why: "unknown-token" };
  if (account?.mailboxDeleted && account.provider === "google") return { why: "deleted" };
  if (token.endedHow) return { why: "ended", how: token.endedHow, personal };
  if (token.expired) return { why: "lapsed" };
  if (account?.suspended) return { why: "suspended" };
  if (account?.refreshReply) return { why: account.refreshReply };
  return { why: "unknown-token" };
}
