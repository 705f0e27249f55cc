import type { AccountKind } from "./grant.ts";

/** Whether only an administrator or IT can end access to this kind of account at its provider. */
export function needsItFor(kind: AccountKind): boolean {
  return kind === "IMAP" || kind === "MICROSOFT_WORK_ADMIN";
}

/** Whether the account is an organisation's at Microsoft 365: there its administrator may have given the consent instead of the person. */
export function isOrganisations(kind: AccountKind): boolean {
  return kind === "MICROSOFT_WORK" || kind === "MICROSOFT_WORK_ADMIN";
}
