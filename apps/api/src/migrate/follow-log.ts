import {
  domainOf,
  findKnownDomain,
  hasMoved,
  isAtOldProvider,
  isRefusalForGood,
  placeOf,
  stepMigrationItem,
  type Moment,
  type OwnMailHosts,
  type Provider,
} from "@relink/domain";
import { readEventBody, type StoredEvent } from "../events/stored-event.ts";
import type { DomainNews, FollowedInbox } from "./follow-log.store.ts";
import type { Migration, MigrationItem } from "./migration.ts";

/** What a stretch of the log is read with. */
export interface Stretch {
  readonly events: readonly StoredEvent[];
  readonly inboxes: ReadonlyMap<string, FollowedInbox>;
  readonly ownHosts: OwnMailHosts;
}

/** What the log says of domains: one that is in use from now on, a refusal for good, a sign-in. */
export function toDomainNews({ events, inboxes, ownHosts }: Stretch, { now }: Moment): readonly DomainNews[] {
  const news = new Map<string, DomainNews>();
  for (const event of events) {
    const inbox = inboxes.get(event.inboxId);
    const domain = inbox && domainOf(inbox.addressKey);
    // Of a provider's own domains nobody moves but the provider.
    if (!inbox || !domain || findKnownDomain(domain)) continue;
    const { reason, toProvider } = readEventBody(event);
    const before = news.get(domain) ?? { domain, dueAt: now, refused: {}, signedIn: {} };
    if (event.type === "CONNECTED" || event.type === "RECONNECTED") {
      const at = toProvider === "IMAP" || toProvider === null ? placeOf(inbox, ownHosts) : toProvider;
      news.set(domain, { ...before, signedIn: { ...before.signedIn, [at]: event.at } });
    } else if (event.type === "DISCONNECTED" && reason !== null && isRefusalForGood(reason)) {
      news.set(domain, { ...before, refused: { ...before.refused, [placeOf(inbox, ownHosts)]: event.at } });
    }
  }
  return [...news.values()];
}

/** The items that a stretch of the log changes, or adds. */
export function toChangedItems(
  stretch: Stretch,
  migrations: readonly Migration[],
  items: readonly MigrationItem[],
): readonly MigrationItem[] {
  const changed = new Map<string, MigrationItem>();
  for (const event of stretch.events) {
    const inbox = stretch.inboxes.get(event.inboxId);
    if (!inbox) continue;
    for (const migration of migrations) {
      const key = `${migration.id}:${inbox.id}`;
      const before = changed.get(key) ?? items.find((item) => item.migrationId === migration.id && item.inboxId === inbox.id) ?? null;
      const after = before
        ? follow(migration, before, inbox, event, stretch.ownHosts)
        : toLateItem(migration, inbox, event, stretch.ownHosts);
      if (after) changed.set(key, after);
    }
  }
  return [...changed.values()];
}

function follow(
  { move }: Migration,
  item: MigrationItem,
  inbox: FollowedInbox,
  event: StoredEvent,
  ownHosts: OwnMailHosts,
): MigrationItem | null {
  if (event.type === "REMOVED") {
    const state = stepMigrationItem(item.state, { type: "removed" });
    return state === item.state ? null : { ...item, state };
  }
  if (event.type !== "RECONNECTED") return null;
  const place: Provider = placeOf(inbox, ownHosts);
  const atOld = isAtOldProvider(move, item.fromHost, { place, mailHost: inbox.mailHost });
  const state = stepMigrationItem(item.state, { type: "reconnected", atOld });
  return { ...item, state, reconnectedAt: atOld ? item.reconnectedAt : event.at };
}

/** An inbox that was off while its domain moved, and that its owner turned on. */
function toLateItem(migration: Migration, inbox: FollowedInbox, event: StoredEvent, ownHosts: OwnMailHosts): MigrationItem | null {
  const late =
    event.type === "DISCONNECTED" &&
    readEventBody(event).reason === "PROVIDER_MIGRATED" &&
    migration.domain === domainOf(inbox.addressKey) &&
    hasMoved(migration.state) &&
    migration.move.from === placeOf(inbox, ownHosts);
  if (!late) return null;
  return {
    migrationId: migration.id,
    inboxId: inbox.id,
    address: inbox.address,
    addressKey: inbox.addressKey,
    state: "WAITING",
    fromHost: inbox.mailHost,
    movedAt: event.at,
    invitedAt: null,
    reconnectedAt: null,
    linkId: null,
  };
}
