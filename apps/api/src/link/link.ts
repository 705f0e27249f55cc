import type { Locale, Provider } from "@relink/domain";

export type LinkKind = "RECONNECT" | "IT_REQUEST";
export type LinkState = "OPEN" | "USED" | "EXPIRED" | "WITHDRAWN";

/** A link without sign-in, as table `link` keeps it. */
export interface LinkRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly kind: LinkKind;
  readonly inbox_id: string;
  /** IT_REQUEST: whose provider end is to be closed. */
  readonly grant_id: string | null;
  /** RECONNECT: where to sign in; null where the inbox is now. */
  readonly provider: Provider | null;
  readonly sent_to: string | null;
  /** Of the mail, and of the page until somebody chooses another. */
  readonly locale: Locale;
  readonly created_by: string | null;
  readonly created_by_name: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly used_at: string | null;
  readonly withdrawn_at: string | null;
}

/** @param now - milliseconds since 1970. */
export function linkStateAt(link: LinkRow, now: number): LinkState {
  if (link.used_at !== null) return "USED";
  if (link.withdrawn_at !== null) return "WITHDRAWN";
  return Date.parse(link.expires_at) <= now ? "EXPIRED" : "OPEN";
}

/** Which link somebody acted by, in words that stay true. */
export function linkActorName(link: LinkRow): string {
  const what = link.kind === "RECONNECT" ? "reconnect link" : "IT request";
  return link.sent_to === null ? `${what} by ${link.created_by_name}` : `${what} sent to ${link.sent_to}`;
}
