import type { ApolloClient } from "@apollo/client";
import { BellDocument, NotificationsPageDocument } from "../gql/graphql.ts";

/** 500 that end together are asked for once; ms. */
const gathering = 200;

/** As many as the API gives at once. */
const most = 200;

/** Takes hints that something was read, or is over, and fetches again what is shown of notifications. */
export function createNotificationNews(client: ApolloClient): { take: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function fetchAll(): void {
    timer = undefined;
    const ask = { fetchPolicy: "network-only" } as const;
    client.query({ query: BellDocument, ...ask }).catch(() => undefined);
    for (const unreadOnly of [false, true]) {
      const known = client.cache.readQuery({ query: NotificationsPageDocument, variables: { unreadOnly } })?.notifications;
      if (known == null) continue;
      const first = Math.min(most, Math.max(50, known.nodes.length));
      client.query({ query: NotificationsPageDocument, variables: { unreadOnly, first }, ...ask }).catch(() => undefined);
    }
  }
  return {
    take() {
      timer ??= setTimeout(fetchAll, gathering);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
