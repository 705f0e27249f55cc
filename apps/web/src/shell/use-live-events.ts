import type { ApolloClient } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { useCallback, useEffect, useRef } from "react";
import { joinInbox, knowsInbox } from "../api/join-inbox.ts";
import { inboxNews } from "../api/inbox-news.ts";
import { follow, isPassing } from "../api/live-connection.ts";
import { createMissed } from "../api/missed.ts";
import { toldInboxes } from "../api/told-inboxes.ts";
import {
  ChangedDocument,
  InboxEventsDocument,
  InboxLinksDocument,
  type InboxEventsSubscription,
  LogHeadDocument,
  NotificationAddedDocument,
  OneInboxDocument,
  type Topic,
} from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import { addNotification, findNewestTold } from "./bell-cache.ts";
import { createNotificationNews } from "./notification-news.ts";

type InboxEvent = NonNullable<InboxEventsSubscription["inboxEvents"]>;

const watched: Topic[] = ["INBOX_HEALTH", "LINK", "SHARED_INBOX", "NOTIFICATION", "INCIDENT"];
const watchedBySuperAdmins: Topic[] = [...watched, "API_KEY"];

export type LiveEvents = {
  /** The oldest position of the log that anything on the page was read at. */
  logHead: string;
  memberId: string;
  /** They hear of API keys, too. */
  managesWorkspace: boolean;
  onSignedOut: () => void;
};

/** The page's one subscription to the log, and those for what is not in it. */
export function useLiveEvents({ logHead, memberId, managesWorkspace, onSignedOut }: LiveEvents): void {
  const signedOut = useRef(onSignedOut);
  signedOut.current = onSignedOut;
  const client = useApolloClient();
  const refused = useCallback(
    (code: string): boolean => {
      if (code === "UNAUTHENTICATED") signedOut.current();
      if (code !== "FORBIDDEN") return isPassing(code);
      // The role is lower now: the page shows what is left of it, and follows that.
      void client.refetchQueries({ include: "active" });
      return true;
    },
    [client],
  );
  useLog(logHead, memberId, refused);
  useWhatIsNotInTheLog(managesWorkspace ? watchedBySuperAdmins : watched, refused);
}

type Refused = (code: string) => boolean;

function useLog(logHead: string, memberId: string, refused: Refused): void {
  const client = useApolloClient();
  const { locale } = useTranslate();
  const take = useTakeEvent(memberId);
  const cursor = useRef(logHead);
  useEffect(
    () =>
      follow({
        start: () => client.subscribe({ query: InboxEventsDocument, variables: { after: cursor.current, locale } }),
        next({ inboxEvents: event }) {
          if (event === null) return;
          cursor.current = event.cursor;
          take(event);
        },
        refused(code) {
          if (code !== "CURSOR_EXPIRED") return refused(code);
          // The log no longer reaches back to where this page stands: read everything anew.
          startOver(client).then(
            (head) => {
              cursor.current = head;
            },
            // Not now: the next try is refused again and comes back here.
            () => undefined,
          );
          return true;
        },
      }),
    [client, locale, take, refused],
  );
}

/** Joins the event's inbox to the lists, and says quietly what others, or the providers, did to it. */
function useTakeEvent(memberId: string): (event: InboxEvent) => void {
  const client = useApolloClient();
  const announce = useAnnounce();
  const { t } = useTranslate();
  return useCallback(
    ({ cursor, inbox, actor, fromState, toState }) => {
      inboxNews.tell();
      if (inbox === null) return;
      toldInboxes.take(cursor, inbox);
      if (!joinInbox(client.cache, inbox)) void client.refetchQueries({ include: "active" });
      if (fromState === toState || actor?.id === memberId) return;
      announce({ words: t("live.moved", { address: inbox.address, state: stateWord(t, toState) }), quiet: true });
    },
    [client, announce, t, memberId],
  );
}

function useWhatIsNotInTheLog(topics: Topic[], refused: Refused): void {
  const client = useApolloClient();
  const { locale } = useTranslate();
  useEffect(() => {
    const notifications = createNotificationNews(client);
    const missed = createMissed(() => {
      notifications.take();
      void client.refetchQueries({ include: "active" });
    });
    const stopNotices = followNotices(client, notifications.take, refused);
    const stopChanges = follow({
      start() {
        // Hints have no cursor: what was missed while the socket was away is asked for.
        missed.begin();
        return client.subscribe({ query: ChangedDocument, variables: { topics } });
      },
      next: (data) => (data.changed === null ? undefined : takeChange(data.changed)),
      refused,
    });
    function takeChange(change: { topic: string; id: string | null }): void {
      if (change.topic === "NOTIFICATION") notifications.take();
      else fetchAgain(client, change, locale);
    }
    return () => {
      missed.stop();
      notifications.stop();
      stopNotices();
      stopChanges();
    };
  }, [client, locale, topics, refused]);
}

function followNotices(client: ApolloClient, catchUp: () => void, refused: Refused): () => void {
  const missed = createMissed(catchUp);
  // What came after the bell was read. Later all of it is asked for again anyway, and would be counted twice.
  let since: string | null = findNewestTold(client.cache);
  const stop = follow({
    start() {
      // A page that was too slow for them is refused, and begins again without what it missed.
      missed.begin();
      const variables = { since };
      since = null;
      return client.subscribe({ query: NotificationAddedDocument, variables });
    },
    next: (data) => (data.notificationAdded === null ? undefined : addNotification(client.cache, data.notificationAdded)),
    refused,
  });
  return () => {
    missed.stop();
    stop();
  };
}

async function startOver(client: ApolloClient): Promise<string> {
  // Past the cache, which keeps the place that is refused.
  const { data } = await client.query({ query: LogHeadDocument, fetchPolicy: "no-cache" });
  await client.refetchQueries({ include: "active" });
  if (data === undefined) throw new Error("no logHead");
  return data.logHead;
}

/** Fetches what changed without an event. Without an id, everything the page shows of it. */
function fetchAgain(client: ApolloClient, { topic, id }: { topic: string; id: string | null }, locale: string): void {
  if (topic === "INBOX_HEALTH" && id !== null) {
    if (!knowsInbox(client.cache, id)) return;
    void client.query({ query: OneInboxDocument, variables: { id, locale }, fetchPolicy: "network-only" });
  } else if (topic === "LINK" && id !== null) {
    if (knowsInbox(client.cache, id)) void client.query({ query: InboxLinksDocument, variables: { id }, fetchPolicy: "network-only" });
  } else if (topic === "INCIDENT") {
    void client.refetchQueries({ include: "active", onQueryUpdated: (query) => ofIncidents.has(query.queryName ?? "") });
  } else void client.refetchQueries({ include: "active" });
}

/** What shows incidents: it changes with them, and the rest of a page does not. */
const ofIncidents = new Set(["Overview", "Incidents", "IncidentTouches", "IncidentInboxes", "InboxPage"]);
