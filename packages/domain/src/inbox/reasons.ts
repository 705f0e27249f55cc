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
