import type { MessageId } from "@lingui/core";
import { matchPath } from "react-router";
import { paths, toKnownPath } from "../routes.ts";

const words: readonly (readonly [path: string, words: MessageId])[] = [
  [paths.inbox, "notices.go.inbox"],
  [paths.email, "notices.go.email"],
  ["/migrations/*", "notices.go.migrations"],
  ["/webhooks/*", "notices.go.webhooks"],
  ["/overview", "notices.go.overview"],
];

export type Remedy = { path: string; words: MessageId };

/** Where a notification leads, and how its link is called; null where this application has no such page. */
export function remedyOf(href: string): Remedy | null {
  const path = toKnownPath(href);
  if (path === null) return null;
  const { pathname } = new URL(path, "http://localhost");
  const known = words.find(([pattern]) => matchPath(pattern, pathname) !== null);
  return { path, words: known?.[1] ?? "notices.go.other" };
}
