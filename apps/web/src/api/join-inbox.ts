import { type ApolloCache, isReference, type Reference } from "@apollo/client";
import { type InboxRowFragment, InboxVersionFragmentDoc } from "../gql/graphql.ts";

export type JoinedInbox = Pick<
  InboxRowFragment,
  "id" | "kind" | "state" | "providerAccess" | "provider" | "address" | "owner" | "sharedInbox"
> & { disconnection: Pick<NonNullable<InboxRowFragment["disconnection"]>, "reason"> | null };

/** InboxFilter, as far as this page can judge it. */
export type ListFilter = {
  kind?: string | null;
  states?: readonly string[] | null;
  reasons?: readonly string[] | null;
  providerAccess?: readonly string[] | null;
  provider?: string | null;
  ownerId?: string | null;
  sharedInboxId?: string | null;
  search?: string | null;
};

type StoredList = { nodes?: readonly Reference[]; totalCount?: number };

const judged = new Set(["kind", "states", "reasons", "providerAccess", "provider", "ownerId", "sharedInboxId", "search"]);

/** Whether this page has read the inbox: what it has not read needs no news. */
export function knowsInbox(cache: ApolloCache, id: string): boolean {
  return cache.readFragment({ id: `Inbox:${id}`, fragment: InboxVersionFragmentDoc }) !== null;
}

/** Whether an inbox belongs to a filtered list; "unknown" where only the server can say. */
export function belongs(filter: ListFilter, inbox: JoinedInbox): boolean | "unknown" {
  const asked = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  if (asked.some(([name]) => !judged.has(name))) return "unknown";
  const { kind, states, reasons, providerAccess, provider, ownerId, sharedInboxId, search } = filter;
  return (
    (states ? states.includes(inbox.state) : inbox.state !== "REMOVED") &&
    (!kind || kind === inbox.kind) &&
    (!reasons || (inbox.disconnection !== null && reasons.includes(inbox.disconnection.reason))) &&
    (!providerAccess || providerAccess.includes(inbox.providerAccess)) &&
    (!provider || provider === inbox.provider) &&
    (!ownerId || ownerId === inbox.owner?.id) &&
    (!sharedInboxId || sharedInboxId === inbox.sharedInbox?.id) &&
    (!search || inbox.address.toLowerCase().includes(search.toLowerCase()))
  );
}

/** The arguments that a stored list was asked with: Apollo keeps them in the field's name. */
function readFilter(storeFieldName: string): ListFilter & { incidentId?: string | null } {
  const found = /^inboxes[:(](\{.*\})\)?$/.exec(storeFieldName)?.[1];
  if (found === undefined) return {};
  const { filter }: { filter?: ReturnType<typeof readFilter> | null } = JSON.parse(found);
  return filter ?? {};
}

function isReferenceTo(reference: Reference, id: string): boolean {
  return reference.__ref === id;
}

function placeIn(list: StoredList, reference: Reference, wanted: boolean): StoredList {
  const nodes = list.nodes ?? [];
  const there = nodes.some((node) => isReferenceTo(node, reference.__ref));
  if (there === wanted) return list;
  const total = list.totalCount === undefined ? {} : { totalCount: list.totalCount + (wanted ? 1 : -1) };
  const others = nodes.filter((node) => !isReferenceTo(node, reference.__ref));
  return { ...list, ...total, nodes: wanted ? [...others, reference] : others };
}

/**
 * Puts an inbox into the cached lists that it belongs to now, and takes it out of those that it has left: a new id
 * joins no list by itself. Gives false where a list could not be judged here, and has to be asked for again.
 */
export function joinInbox(cache: ApolloCache, inbox: JoinedInbox): boolean {
  const reference: Reference = { __ref: `Inbox:${inbox.id}` };
  let judgedAll = true;
  cache.modify({
    fields: {
      inboxes(list: StoredList | Reference, { storeFieldName }: { storeFieldName: string }) {
        if (isReference(list)) return list;
        const filter = readFilter(storeFieldName);
        // Whom an incident has touched changes with the incident, which says so itself; not with each of its inboxes.
        if (filter.incidentId != null) return list;
        const wanted = belongs(filter, inbox);
        if (wanted === "unknown") judgedAll = false;
        return wanted === "unknown" ? list : placeIn(list, reference, wanted);
      },
    },
  });
  if (inbox.kind === "TEAM") judgedAll = joinChannel(cache, inbox, reference) && judgedAll;
  return judgedAll;
}

function joinChannel(cache: ApolloCache, inbox: JoinedInbox, reference: Reference): boolean {
  if (inbox.sharedInbox === null) return false;
  let known = false;
  cache.modify({
    id: `SharedInbox:${inbox.sharedInbox.id}`,
    fields: {
      channels(nodes: readonly Reference[]) {
        known = true;
        return placeIn({ nodes }, reference, inbox.state !== "REMOVED").nodes ?? [];
      },
    },
  });
  return known;
}
