import type { ApolloClient } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { useEffect, useRef } from "react";
import { joinInbox } from "../api/join-inbox.ts";
import { follow } from "../api/live-connection.ts";
import {
  BellDocument,
  ChangedDocument,
  InboxEventsDocument,
  type InboxEventsSubscription,
  LogHeadDocument,
  NotificationAddedDocument,
  OneInboxDocument,
} from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import { addToBell } from "./bell-cache.ts";

type InboxEvent = NonNullable<InboxEventsSubscription["inboxEvents"]>;

/** Refusals after which asking again, after a while, can help. */
const passing = new Set(["INTERNAL_SERVER_ERROR", "RATE_LIMITED"]);

export type LiveEvents = {
  /** The log's position that the page was read at. */
  logHead: string;
  memberId: string;
  onSignedOut: () => void;
};

/** The page's one subscription to the log, and those for what is not in it. */
export function useLiveEvents({ logHead, memberId, onSignedOut }: LiveEvents): void {
  const client = useApolloClient();
  const announce = useAnnounce();
  const { t, locale } = useTranslate();
  const cursor = useRef(logHead);
  const signedOut = useRef(onSignedOut);
  signedOut.current = onSignedOut;

  useEffect(() => {
    function refused(code: string): boolean {
      if (code === "UNAUTHENTICATED") signedOut.current();
      return passing.has(code);
    }
    function take(event: InboxEvent): void {
      cursor.current = event.cursor;
      if (event.inbox === null) return;
      if (!joinInbox(client.cache, event.inbox)) void client.refetchQueries({ include: "active" });
      if (event.fromState === event.toState || event.actor?.id === memberId) return;
      announce({ words: t("live.moved", { address: event.inbox.address, state: stateWord(t, event.toState) }), quiet: true });
    }
    const stops = [
      follow({
        start: () => client.subscribe({ query: InboxEventsDocument, variables: { after: cursor.current, locale } }),
        next: (data) => (data.inboxEvents == null ? undefined : take(data.inboxEvents)),
        refused: (code) => {
          if (code !== "CURSOR_EXPIRED") return refused(code);
          // The log no longer reaches back to where this page stands: read everything anew.
          void startOver(client).then((head) => {
            cursor.current = head;
          });
          return true;
        },
      }),
      follow({
        start: () => client.subscribe({ query: NotificationAddedDocument }),
        next: (data) => (data.notificationAdded == null ? undefined : addToBell(client.cache, data.notificationAdded)),
        refused,
      }),
      follow({
        start: () => client.subscribe({ query: ChangedDocument, variables: { topics: ["INBOX_HEALTH", "SHARED_INBOX", "NOTIFICATION"] } }),
        next: (data) => (data.changed == null ? undefined : fetchAgain(client, data.changed, locale)),
        refused,
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [client, announce, t, locale, memberId]);
}

async function startOver(client: ApolloClient): Promise<string> {
  const { data } = await client.query({ query: LogHeadDocument, fetchPolicy: "network-only" });
  await client.refetchQueries({ include: "active" });
  if (data === undefined) throw new Error("no logHead");
  return data.logHead;
}

/** Fetches what changed without an event. Without an id, everything the page shows of it. */
function fetchAgain(client: ApolloClient, { topic, id }: { topic: string; id: string | null }, locale: string): void {
  if (topic === "NOTIFICATION") void client.query({ query: BellDocument, fetchPolicy: "network-only" });
  else if (topic === "INBOX_HEALTH" && id !== null) {
    void client.query({ query: OneInboxDocument, variables: { id, locale }, fetchPolicy: "network-only" });
  } else void client.refetchQueries({ include: "active" });
}
