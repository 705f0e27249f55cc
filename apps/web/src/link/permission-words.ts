import type { MessageId } from "@lingui/core";
import type { Translate } from "../i18n/translate.ts";

/** What each scope lets us do, in the words of whoever is asked for it. */
const words: Record<string, MessageId> = {
  openid: "permission.account",
  email: "permission.account",
  profile: "permission.account",
  offline_access: "permission.stay",
  "https://mail.google.com/": "permission.mail",
  "https://outlook.office.com/IMAP.AccessAsUser.All": "permission.read",
  "https://outlook.office.com/SMTP.Send": "permission.send",
};

/** Each sentence once; a scope that this page does not know stands as it is. */
export function toPermissionWords(t: Translate, scopes: readonly string[]): string[] {
  const said = scopes.map((scope) => {
    const id = words[scope];
    return id === undefined ? scope : t(id);
  });
  return [...new Set(said)];
}
