import type { ApolloCache } from "@apollo/client";
import { BellDocument, type BellItemFragment } from "../gql/graphql.ts";

/** How many the bell keeps: the page of all of them is elsewhere. */
const kept = 20;

/** A notification that comes live goes to the top; one that is known already was changed in place. */
export function addToBell(cache: ApolloCache, item: BellItemFragment): void {
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
}

export function countRead(cache: ApolloCache, read: number): void {
  cache.updateQuery({ query: BellDocument }, (data) => {
    if (data?.notifications == null) return data ?? undefined;
    const unreadCount = Math.max(0, data.notifications.unreadCount - read);
    return { ...data, notifications: { ...data.notifications, unreadCount } };
  });
}
