export const disconnectReasons = [
  "ACCESS_REVOKED",
  "PASSWORD_CHANGED",
  "SESSION_EXPIRED",
  "CONSENT_REQUIRED",
  "SCOPE_MISSING",
  "MFA_REQUIRED",
  "POLICY_BLOCKED",
  "ACCOUNT_DISABLED",
  "MAILBOX_NOT_FOUND",
  "PROTOCOL_DISABLED",
  "BAD_CREDENTIALS",
  "TLS_INVALID",
  "PROVIDER_MIGRATED",
  "UNREACHABLE",
  "CREDENTIALS_UNREADABLE",
] as const;
/** Why an inbox is disconnected: the closed list. */
export type DisconnectReason = (typeof disconnectReasons)[number];

const passes: ReadonlySet<DisconnectReason> = new Set<DisconnectReason>([
  "UNREACHABLE",
  "POLICY_BLOCKED",
  "ACCOUNT_DISABLED",
  "PROTOCOL_DISABLED",
  "MAILBOX_NOT_FOUND",
  "TLS_INVALID",
]);

/** Whether Relink looks again by itself every hour: the trouble may end without anybody signing in anew. */
export function looksAgainByItself(reason: DisconnectReason): boolean {
  return passes.has(reason);
}
