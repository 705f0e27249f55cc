import { ApolloClient, ApolloLink, HttpLink, type Reference } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { getMainDefinition } from "@apollo/client/utilities";
import { type Client as SocketClient, createClient } from "graphql-ws";
import { i18n } from "./i18n/language.ts";
import { liveConnection } from "./api/live-connection.ts";
import { createSeamLink } from "./api/seam-link.ts";
import { toldInboxes } from "./api/told-inboxes.ts";
import { VersionedCache } from "./api/versioned-cache.ts";

type Lines = { nodes: readonly Reference[]; pageInfo: unknown };

/**
 * A history, newest first: an older page is put behind what is known, a new first page before it. Where a first page
 * no longer meets what is known, too much has happened meanwhile, and the list begins anew.
 */
function mergeHistory(known: Lines | undefined, incoming: Lines, { args }: { args: Record<string, unknown> | null }): Lines {
  if (known === undefined) return incoming;
  const older = args?.["after"] != null;
  const [front, back] = older ? [known, incoming] : [incoming, known];
  const there = new Set(front.nodes.map((node) => node.__ref));
  const rest = back.nodes.filter((node) => !there.has(node.__ref));
  if (!older && rest.length === back.nodes.length) return incoming;
  return { ...incoming, nodes: [...front.nodes, ...rest], pageInfo: back.pageInfo };
}

function mergeNotifications(known: Lines | undefined, incoming: Lines, options: { args: Record<string, unknown> | null }): Lines {
  return options.args?.["unreadOnly"] == null ? incoming : mergeHistory(known, incoming, options);
}

type InboxPages = { nodes: readonly Reference[] };

/** A page that was asked for after another one goes on from it; a first page begins anew. */
function mergePages<List extends InboxPages>(
  known: List | undefined,
  incoming: List,
  { args }: { args: Record<string, unknown> | null },
): List {
  if (known === undefined || args?.["after"] == null) return incoming;
  const there = new Set(known.nodes.map((node) => node.__ref));
  return { ...incoming, nodes: [...known.nodes, ...incoming.nodes.filter((node) => !there.has(node.__ref))] };
}

type ItemPages = { nodes: readonly unknown[] };

/** A migration's items have no id: what was asked for after a cursor is what comes behind it. */
function mergeItems<List extends ItemPages>(
  known: List | undefined,
  incoming: List,
  { args }: { args: Record<string, unknown> | null },
): List {
  if (known === undefined || args?.["after"] == null) return incoming;
  return { ...incoming, nodes: [...known.nodes, ...incoming.nodes] };
}

type Health = { lastCheckedAt?: string | null };

/**
 * Health changes without a new version of its inbox: of two answers that overtook each other the one that knows the later check stays,
 * and what only the other asked for is added.
 */
function mergeHealth(known: Health | undefined, incoming: Health): Health {
  const isOlder = known?.lastCheckedAt != null && incoming.lastCheckedAt != null && incoming.lastCheckedAt < known.lastCheckedAt;
  return isOlder ? { ...incoming, ...known } : { ...known, ...incoming };
}

/** Every policy of the cache stands here; that an older inbox never overwrites a newer one is VersionedCache's. */
export function createCache(): VersionedCache {
  return new VersionedCache({
    typePolicies: {
      Query: {
        fields: {
          // The oldest place that anything here was read at: who follows the log from there misses nothing of it.
          logHead: { merge: (known: string | undefined, incoming: string) => known ?? incoming },
          // Lists are told apart by what they ask for, not by how many they show.
          inboxes: { keyArgs: ["filter", "orderBy"], merge: mergePages },
          // The bell asks for the newest few, and names no filter; the page of all of them reads on.
          notifications: { keyArgs: ["unreadOnly"], merge: mergeNotifications },
          sharedInboxes: { merge: false },
          apiKeys: { merge: false },
          webhookEndpoints: { merge: false },
          migrations: { keyArgs: ["states"], merge: mergePages },
          healthSummary: { merge: true },
          viewer: { merge: true },
        },
      },
      Viewer: { keyFields: [] },
      HealthSummary: {
        keyFields: [],
        fields: { byState: { merge: false }, byDay: { merge: false }, byReason: { merge: false }, incidents: { merge: false } },
      },
      Migration: { fields: { evidence: { merge: false }, items: { keyArgs: ["states"], merge: mergeItems } } },
      WebhookEndpoint: { fields: { types: { merge: false }, deliveries: { keyArgs: ["state"], merge: mergeHistory } } },
      NotificationPreferences: { keyFields: [] },
      Inbox: {
        fields: {
          health: { merge: mergeHealth },
          disconnection: { merge: true },
          providerGuide: { merge: true },
          endedGrants: { merge: false },
          openLinks: { merge: false },
          allowedActions: { merge: false },
          events: { keyArgs: false, merge: mergeHistory },
          checks: { keyArgs: false, merge: mergeHistory },
        },
      },
      SharedInbox: { fields: { channels: { merge: false } } },
    },
  });
}

function isSubscription(operation: ApolloLink.Operation): boolean {
  const definition = getMainDefinition(operation.query);
  return definition.kind === "OperationDefinition" && definition.operation === "subscription";
}

/** One socket for the page's subscriptions; live-connection.ts brings them back, from their cursors. */
function createSocket(): SocketClient {
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`;
  const socket = createClient({
    url,
    retryAttempts: 0,
    connectionParams: () => ({ locale: i18n.locale }),
    // A network that goes away without a word is noticed after two of these (ms).
    keepAlive: 10_000,
    on: { connected: () => liveConnection.set("live") },
    onNonLazyError: () => undefined,
  });
  addEventListener("offline", () => {
    liveConnection.set("lost");
    socket.terminate();
  });
  return socket;
}

export type Api = { client: ApolloClient; socket: SocketClient };

export function createApi(): Api {
  const socket = createSocket();
  // Words that the API writes (guides, notices) come in the language of this page.
  const spoken = new SetContextLink(({ headers }) => ({ headers: { ...headers, "x-relink-locale": i18n.locale } }));
  const http = spoken.concat(new HttpLink({ uri: "/graphql", credentials: "include" }));
  const client = new ApolloClient({
    cache: createCache(),
    link: ApolloLink.split(isSubscription, new GraphQLWsLink(socket), createSeamLink().concat(http)),
    // What is asked again because of an event must not be given an answer that was on its way before it: that answer
    // may not know of the event, and nothing would ask a third time.
    queryDeduplication: false,
  });
  client.onClearStore(async () => toldInboxes.forget());
  return { client, socket };
}
