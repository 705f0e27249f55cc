import type { MessageId } from "@lingui/core";
import type { Translate } from "../i18n/translate.ts";

/** What a key may be given, in the order in which it is offered: a word for it, and what it opens. */
export const scopeWords: readonly { readonly scope: string; readonly label: MessageId; readonly hint: MessageId }[] = [
  { scope: "inboxes:read", label: "scope.inboxesRead", hint: "scope.inboxesRead.hint" },
  { scope: "inboxes:write", label: "scope.inboxesWrite", hint: "scope.inboxesWrite.hint" },
  { scope: "events:subscribe", label: "scope.eventsSubscribe", hint: "scope.eventsSubscribe.hint" },
  { scope: "credentials:issue", label: "scope.credentialsIssue", hint: "scope.credentialsIssue.hint" },
  { scope: "migrations:write", label: "scope.migrationsWrite", hint: "scope.migrationsWrite.hint" },
  { scope: "webhooks:write", label: "scope.webhooksWrite", hint: "scope.webhooksWrite.hint" },
];

/** A scope that this page does not know yet is shown as the API writes it. */
export function scopeWord(t: Translate, scope: string): string {
  const known = scopeWords.find((each) => each.scope === scope);
  return known === undefined ? scope : t(known.label);
}
