import { useApolloClient, useMutation } from "@apollo/client/react";
import { MarkNotificationsReadDocument } from "../gql/graphql.ts";
import { countRead } from "./bell-cache.ts";

/** As many as the API takes at once. */
const most = 200;

/** Marks as read, as many as there are, in turn; throws where the API refuses. */
export function useMarkRead(): (ids: readonly string[]) => Promise<void> {
  const client = useApolloClient();
  const [markRead] = useMutation(MarkNotificationsReadDocument);
  return async (ids) => {
    for (let from = 0; from < ids.length; from += most) {
      const result = await markRead({ variables: { ids: ids.slice(from, from + most) } });
      countRead(client.cache, result.data?.markNotificationsRead?.length ?? 0);
    }
  };
}
