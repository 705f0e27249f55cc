import type { AccountKind } from "./grant.ts";

/** Whether only an administrator or IT can end access to this kind of account at its provider. */
export function needsItFor(kind: AccountKind): boolean {
  return kind === "IMAP" || kind === "MICROSOFT_WORK_ADMIN";
}
