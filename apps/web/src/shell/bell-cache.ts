import type { ApolloCache } from "@apollo/client";
import { BellDocument, type BellItemFragment, NotificationsPageDocument } from "../gql/graphql.ts";

/** How many the bell keeps: the page of all of them is elsewhere. */
const kept = 20;

/** A notification that comes live goes to the top; one that is known already was changed in place. */
export function addNotification(cache: ApolloCache, item: BellItemFragment): void {
  cache.updateQuery({ query: BellDocument }, (data) => {
    if (data?.notifications == null) return data ?? undefined;
    const { nodes, unreadCount } = data.notifications;
    if (nodes.some((node) => node.id === item.id)) return data;
    const unread = unreadCount + (item.readAt === null ? 1 : 0);
    return {
      ...data,
      notifications: { ...data.notifications, nodes: [item, ...nodes].slice(0, kept), unreadCount: unread },
    };
  });
  for (const unreadOnly of [false, true]) if (!unreadOnly || item.readAt === null) addToPage(cache, item, unreadOnly);
}

function addToPage(cache: ApolloCache, item: BellItemFragment, unreadOnly: boolean): void {
  cache.updateQuery({ query: NotificationsPageDocument, variables: { unreadOnly } }, (data) => {
    const list = data?.notifications;
    if (list == null || list.nodes.some((node) => node.id === item.id)) return data ?? undefined;
    return { ...data, notifications: { ...list, nodes: [item, ...list.nodes] } };
  });
}

/** When the newest that the bell has was told: what is asked for from then on it does not have, so that nothing is counted twice. */
export function findNewestTold(cache: ApolloCache): string {
  const nodes = cache.readQuery({ query: BellDocument })?.notifications?.nodes ?? [];
  return new Date(Math.max(0, ...nodes.map(({ createdAt }) => Date.parse(createdAt)))).toISOString();
}

export function countRead(cache: ApolloCache, read: number): void {
  cache.updateQuery({ query: BellDocument }, (data) => {
    if (data?.notifications == null) return data ?? undefined;
    const unreadCount = Math.max(0, data.notifications.unreadCount - read);
    return { ...data, notifications: { ...data.notifications, unreadCount } };
  });
}
