import { ApolloClient, ApolloLink, Observable } from "@apollo/client";
import { beforeEach, describe, expect, it } from "vitest";
import { createCache } from "../apollo.ts";
import * as graphql from "../gql/graphql.ts";
import {
  AttentionInboxesDocument,
  EmailPageDocument,
  InboxEventsDocument,
  InboxPageDocument,
  type InboxRowFragment,
} from "../gql/graphql.ts";
import { joinInbox } from "./join-inbox.ts";
import { createSeamLink } from "./seam-link.ts";
import { toldInboxes } from "./told-inboxes.ts";

const emailPage = { query: EmailPageDocument, variables: { ownerId: "m1", locale: "en" } };

function makeInbox(id: string, change: Partial<InboxRowFragment> = {}): InboxRowFragment & { __typename: "Inbox" } {
  const person = { __typename: "Member", id: "m1", name: "Ola" } as const;
  const unknown = { lastCheckedAt: null, nextCheckAt: null, lastMailSeenAt: null };
  return {
    __typename: "Inbox",
    id,
    kind: "PERSONAL",
    address: `${id}@google.demo.test`,
    provider: "GOOGLE",
    mailHost: null,
    state: "CONNECTED",
    stateChangedAt: "2026-11-23T10:00:00Z",
    providerAccess: "GRANTED",
    allowedActions: [],
    version: 2,
    disconnection: null,
    health: { consecutiveFailures: 0, sending: "UNKNOWN", ...unknown },
    owner: person,
    connectedBy: person,
    sharedInbox: null,
    ...change,
  };
}

const atEnd = { endCursor: null, hasNextPage: false };
const list = (...inboxes: InboxRowFragment[]) => ({ nodes: inboxes, totalCount: inboxes.length, pageInfo: atEnd });

/** A server whose answers are on their way until the test lets them come. */
function setUp() {
  const onTheirWay: { name: string; come: (data: Record<string, unknown>) => void }[] = [];
  const server = new ApolloLink(
    ({ operationName = "" }) =>
      new Observable((observer) => {
        onTheirWay.push({
          name: operationName,
          come(data) {
            observer.next({ data });
            observer.complete();
          },
        });
      }),
  );
  const client = new ApolloClient({ cache: createCache(), link: createSeamLink().concat(server), queryDeduplication: false });
  const seen = () => client.readQuery(emailPage)?.live?.nodes.map(({ id }) => id);
  return { client, onTheirWay, seen };
}

/** As the subscription brings an event: into the cache, and then to the lists that are there. */
function tell(client: ApolloClient, cursor: string, inbox: InboxRowFragment): void {
  const event = { id: cursor, cursor, type: "CONNECTED", actor: null, fromState: null, toState: inbox.state, inboxId: inbox.id } as const;
  const data = { inboxEvents: { ...event, inbox } };
  client.writeQuery({ query: InboxEventsDocument, variables: { locale: "en" }, data });
  toldInboxes.take(cursor, inbox);
  joinInbox(client.cache, inbox);
}

const removed = (id: string) => makeInbox(id, { state: "REMOVED", version: 3 });

beforeEach(() => toldInboxes.forget());

describe("a list that was on its way when an event came", () => {
  it("knows of it all the same: who joined is in it, and who left is not", async () => {
    const { client, onTheirWay, seen } = setUp();
    tell(client, "c1", makeInbox("i1"));
    const read = client.query(emailPage);
    tell(client, "c2", makeInbox("i2"));
    tell(client, "c3", removed("i1"));
    onTheirWay[0]?.come({ logHead: "c1", live: list(makeInbox("i1")) });
    await read;
    expect(seen()).toEqual(["i2"]);
    expect(client.readQuery(emailPage)?.live?.totalCount).toBe(1);
  });

  it("is told nothing that it knows, since it may be newer than that", async () => {
    const { client, onTheirWay, seen } = setUp();
    const read = client.query(emailPage);
    tell(client, "c1", makeInbox("i1"));
    tell(client, "c2", makeInbox("i2"));
    // Read after c3, by which i1 was removed: the page is told of that in a moment.
    onTheirWay[0]?.come({ logHead: "c2", live: list(makeInbox("i2")) });
    await read;
    expect(seen()).toEqual(["i2"]);
  });

  it("is found by when it was asked for, where its place in the log is an event that this person may not see", async () => {
    const { client, onTheirWay, seen } = setUp();
    tell(client, "c1", makeInbox("i1"));
    const read = client.query(emailPage);
    tell(client, "c3", makeInbox("i3"));
    onTheirWay[0]?.come({ logHead: "c2", live: list() });
    await read;
    expect(seen()).toEqual(["i3"]);
  });

  it("is asked for again where more has come than is remembered", async () => {
    const { client, onTheirWay, seen } = setUp();
    const watched = client.watchQuery(emailPage).subscribe(() => undefined);
    for (let number = 1; number <= 2_500; number += 1) toldInboxes.take(`c${number}`, makeInbox("i1"));
    onTheirWay[0]?.come({ logHead: "c0", live: list() });
    await expect.poll(() => onTheirWay.length).toBe(2);
    onTheirWay[1]?.come({ logHead: "c2500", live: list(makeInbox("i1")) });
    expect(seen()).toEqual(["i1"]);
    watched.unsubscribe();
  });

  it("is asked for again where only the server can say who belongs to it", async () => {
    const { client, onTheirWay } = setUp();
    const variables = { filter: { needsAttention: true }, locale: "en" };
    const watched = client.watchQuery({ query: AttentionInboxesDocument, variables }).subscribe(() => undefined);
    tell(client, "c1", makeInbox("i1"));
    onTheirWay[0]?.come({ logHead: "c0", inboxes: list() });
    await expect.poll(() => onTheirWay.map(({ name }) => name)).toEqual(["AttentionInboxes", "AttentionInboxes"]);
    onTheirWay[1]?.come({ logHead: "c1", inboxes: list() });
    expect(onTheirWay, "and not for ever").toHaveLength(2);
    watched.unsubscribe();
  });
});

it("asks again for an inbox’s page, whose history an event has made longer", async () => {
  const { client, onTheirWay } = setUp();
  const watched = client.watchQuery({ query: InboxPageDocument, variables: { id: "i1", locale: "en" } }).subscribe(() => undefined);
  tell(client, "c1", makeInbox("i1"));
  onTheirWay[0]?.come({ logHead: "c0", inbox: null });
  await expect.poll(() => onTheirWay.length).toBe(2);
  watched.unsubscribe();
});

it("follows from the oldest place that anything was read at", async () => {
  const { client, onTheirWay } = setUp();
  const reads = [client.query(emailPage), client.query({ ...emailPage, fetchPolicy: "network-only" })];
  onTheirWay[0]?.come({ logHead: "c4", live: list() });
  onTheirWay[1]?.come({ logHead: "c7", live: list() });
  await Promise.all(reads);
  expect(client.readQuery({ query: graphql.LogHeadDocument })).toEqual({ logHead: "c4" });
});

const followed = new Set(["inboxes", "sharedInboxes", "sharedInbox"]);

it("every query for a list that the log moves says where the log stood", () => {
  const queries = Object.values(graphql)
    .flatMap((document) => (typeof document === "object" && "definitions" in document ? document.definitions : []))
    .flatMap((definition) => (definition.kind === "OperationDefinition" && definition.operation === "query" ? [definition] : []))
    .map(({ name, selectionSet }) => ({
      name: name?.value,
      fields: selectionSet.selections.flatMap((selection) => (selection.kind === "Field" ? [selection.name.value] : [])),
    }))
    .filter(({ fields }) => fields.some((field) => followed.has(field)));
  expect(queries.length).toBeGreaterThan(7);
  expect(queries.filter(({ fields }) => !fields.includes("logHead")).map(({ name }) => name)).toEqual([]);
});
