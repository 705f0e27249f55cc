import type { MessageId } from "@lingui/core";

const kinds: Readonly<Record<string, MessageId>> = {
  TEAM_DISCONNECT: "prefs.team",
  PERSONAL_DISCONNECT: "prefs.personal",
  MIGRATION: "prefs.migration",
};

/** The kinds of mail that a link stops, in words; null for a link that is not whole. */
export function kindsOf(of: string | null): MessageId[] | null {
  const names = (of ?? "").split(" ").filter((name) => name !== "");
  const found = names.flatMap((name) => (Object.hasOwn(kinds, name) ? [kinds[name]] : [])).filter((id) => id !== undefined);
  return names.length === 0 || found.length !== names.length ? null : found;
}
