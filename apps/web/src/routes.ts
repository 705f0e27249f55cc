import { matchPath } from "react-router";

export const paths = {
  signIn: "/sign-in",
  overview: "/overview",
  migrations: "/migrations",
  migration: "/migrations/:id",
  email: "/settings/email",
  everyonesEmail: "/settings/email/everyone",
  preferences: "/settings/notifications",
  apiKeys: "/settings/api-keys",
  webhooks: "/webhooks",
  webhook: "/webhooks/:id",
  notifications: "/notifications",
  unsubscribe: "/unsubscribe",
  inboxes: "/inbox",
  channels: "/inbox/:id/settings/channels",
  inbox: "/inboxes/:id",
  connectResult: "/connect/result",
  reconnectLink: "/r",
  itRequest: "/it",
  receipt: "/receipts/:id",
} as const;

export function toChannels(sharedInboxId: string): string {
  return `/inbox/${encodeURIComponent(sharedInboxId)}/settings/channels`;
}

export function toInbox(inboxId: string): string {
  return `/inboxes/${encodeURIComponent(inboxId)}`;
}

export function toMigration(migrationId: string): string {
  return `/migrations/${encodeURIComponent(migrationId)}`;
}

export function toWebhook(endpointId: string): string {
  return `/webhooks/${encodeURIComponent(endpointId)}`;
}

export function toReceipt(receiptId: string): string {
  return `/receipts/${encodeURIComponent(receiptId)}`;
}

/** The path within this application that an address of the API's leads to; null where there is no such page (yet). */
export function toKnownPath(href: string): string | null {
  const url = URL.parse(href, location.origin);
  if (url === null || url.origin !== location.origin) return null;
  const known = Object.values(paths).some((path) => matchPath(path, url.pathname) !== null);
  return known ? `${url.pathname}${url.search}${url.hash}` : null;
}

/** A place inside this application to go back to: never another site's address, whoever wrote the link. */
export function toBackPath(asked: string | null): string {
  return (asked === null ? null : toKnownPath(asked)) ?? paths.email;
}
