import type { MessageId } from "@lingui/core";
import type { DisconnectReason } from "../gql/graphql.ts";
import type { Translate } from "../i18n/translate.ts";

const words = {
  ACCESS_REVOKED: "reason.short.ACCESS_REVOKED",
  PASSWORD_CHANGED: "reason.short.PASSWORD_CHANGED",
  SESSION_EXPIRED: "reason.short.SESSION_EXPIRED",
  CONSENT_REQUIRED: "reason.short.CONSENT_REQUIRED",
  SCOPE_MISSING: "reason.short.SCOPE_MISSING",
  MFA_REQUIRED: "reason.short.MFA_REQUIRED",
  POLICY_BLOCKED: "reason.short.POLICY_BLOCKED",
  ACCOUNT_DISABLED: "reason.short.ACCOUNT_DISABLED",
  MAILBOX_NOT_FOUND: "reason.short.MAILBOX_NOT_FOUND",
  PROTOCOL_DISABLED: "reason.short.PROTOCOL_DISABLED",
  BAD_CREDENTIALS: "reason.short.BAD_CREDENTIALS",
  TLS_INVALID: "reason.short.TLS_INVALID",
  PROVIDER_MIGRATED: "reason.short.PROVIDER_MIGRATED",
  UNREACHABLE: "reason.short.UNREACHABLE",
  CREDENTIALS_UNREADABLE: "reason.short.CREDENTIALS_UNREADABLE",
} as const satisfies Record<Exclude<DisconnectReason, "%future added value">, MessageId>;

/** The reason in a word or two, where many are compared; as the API wrote it where this page does not know it. */
export function reasonWord(t: Translate, reason: DisconnectReason): string {
  return reason === "%future added value" ? reason : t(words[reason]);
}
