import type { ApolloClient } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { useCallback, useEffect, useRef } from "react";
import { joinInbox, knowsInbox } from "../api/join-inbox.ts";
import { follow } from "../api/live-connection.ts";
import {
  BellDocument,
  ChangedDocument,
  InboxEventsDocument,
  type InboxEventsSubscription,
  LogHeadDocument,
  NotificationAddedDocument,
  OneInboxDocument,
  type Topic,
} from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import { addToBell } from "./bell-cache.ts";

type InboxEvent = NonNullable<InboxEventsSubscription["inboxEvents"]>;

/** Refusals after which asking again, after a while, can help. */
const passing = new Set(["INTERNAL_SERVER_ERROR", "RATE_LIMITED"]);

const watched: Topic[] = ["INBOX_HEALTH", "SHARED_INBOX", "NOTIFICATION"];
const watchedBySuperAdmins: Topic[] = [...watched, "API_KEY"];

export type LiveEvents = {
  /** The log's position that the page was read at. */
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
  const refused = useCallback((code: string): boolean => {
    if (code === "UNAUTHENTICATED") signedOut.current();
    return passing.has(code);
  }, []);
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
    ({ inbox, actor, fromState, toState }) => {
      if (inbox === null) return;
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
    const stopNotices = follow({
      start: () => client.subscribe({ query: NotificationAddedDocument }),
      next: (data) => (data.notificationAdded === null ? undefined : addToBell(client.cache, data.notificationAdded)),
      refused,
    });
    const stopChanges = follow({
      start: () => client.subscribe({ query: ChangedDocument, variables: { topics } }),
      next: (data) => (data.changed === null ? undefined : fetchAgain(client, data.changed, locale)),
      refused,
    });
    return () => {
      stopNotices();
      stopChanges();
    };
  }, [client, locale, topics, refused]);
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
    if (!knowsInbox(client.cache, id)) return;
    void client.query({ query: OneInboxDocument, variables: { id, locale }, fetchPolicy: "network-only" });
  } else void client.refetchQueries({ include: "active" });
}
