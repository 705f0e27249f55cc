import { useApolloClient } from "@apollo/client/react";
import { useEffect } from "react";
import { follow, isPassing } from "../api/live-connection.ts";
import { ChangedDocument } from "../gql/graphql.ts";

/** An endpoint may be sent hundreds of events a second: what is shown is asked for again this often at most. ms. */
const pause = 500;

const shown = new Set(["Webhooks", "WebhookEndpoint", "WebhookDelivery"]);

/** While one of the pages about webhooks is open: fetches again what changes of endpoints and deliveries. */
export function useWebhookNews(): void {
  const client = useApolloClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let begun = false;
    function fetchAgain(): void {
      timer = undefined;
      void client.refetchQueries({ include: "active", onQueryUpdated: (query) => shown.has(query.queryName ?? "") });
    }
    function take(): void {
      timer ??= setTimeout(fetchAgain, pause);
    }
    const stop = follow({
      start() {
        // Hints have no cursor: what was missed while the socket was away is asked for.
        if (begun) take();
        begun = true;
        return client.subscribe({ query: ChangedDocument, variables: { topics: ["WEBHOOK", "DELIVERY"] } });
      },
      next: (data) => (data.changed === null ? undefined : take()),
      refused: isPassing,
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client]);
}
