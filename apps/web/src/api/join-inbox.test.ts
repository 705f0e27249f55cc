import { beforeEach, describe, expect, it } from "vitest";
import { createCache } from "../apollo.ts";
import {
  ChannelsPageDocument,
  EmailPageDocument,
  IncidentInboxesDocument,
  InboxEventsDocument,
  type InboxRowFragment,
  RemovedInboxesDocument,
  SharedInboxesDocument,
} from "../gql/graphql.ts";
import { belongs, joinInbox } from "./join-inbox.ts";

const emailPage = { query: EmailPageDocument, variables: { ownerId: "m1", locale: "en" } };
const removed = { query: RemovedInboxesDocument, variables: { kind: "PERSONAL", ownerId: "m1", locale: "en" } } as const;
const channelsPage = { query: ChannelsPageDocument, variables: { id: "s1", locale: "en" } };

function makeInbox(change: Partial<InboxRowFragment>): InboxRowFragment & { __typename: "Inbox" } {
  return {
    __typename: "Inbox",
    id: "i1",
    kind: "PERSONAL",
    address: "ola@google.demo.test",
    provider: "GOOGLE",
    mailHost: null,
    state: "CONNECTED",
    stateChangedAt: "2026-11-23T10:00:00Z",
    providerAccess: "GRANTED",
    allowedActions: ["TURN_OFF"],
    version: 2,
    disconnection: null,
    health: {
      lastCheckedAt: null,
      nextCheckAt: null,
      consecutiveFailures: 0,
      sending: "UNKNOWN",
      lastMailSeenAt: null,
    },
    owner: { id: "m1", name: "Ola" },
    connectedBy: { id: "m1", name: "Ola" },
    sharedInbox: null,
    ...change,
  };
}

let cache = createCache();

/** As an event brings it: written into the cache by the subscription, then joined to the lists. */
function receive(inbox: InboxRowFragment): boolean {
  const event = {
    id: "e1",
    cursor: "c1",
    type: "CONNECTED",
    actor: null,
    fromState: null,
    toState: inbox.state,
  } as const;
  cache.writeQuery({
    query: InboxEventsDocument,
    variables: { locale: "en" },
    data: { inboxEvents: { ...event, inboxId: inbox.id, inbox } },
  });
  return joinInbox(cache, inbox);
}

const atEnd = { endCursor: null, hasNextPage: false };
const logHead = "c0";

function readAddresses(part: "live" | "stillOpen" | "closed") {
  const list = part === "live" ? cache.readQuery(emailPage)?.live : cache.readQuery(removed)?.[part];
  return list?.nodes.map((inbox) => inbox.address);
}

beforeEach(() => {
  cache = createCache();
  const none = { nodes: [], totalCount: 0 };
  cache.writeQuery({ ...emailPage, data: { logHead, live: { ...none, pageInfo: atEnd } } });
  cache.writeQuery({ ...removed, data: { logHead, stillOpen: none, closed: none } });
  const sharedInbox = { __typename: "SharedInbox", id: "s1", name: "Support", channels: [] };
  cache.writeQuery({ ...channelsPage, data: { logHead, sharedInbox } });
});

describe("an event for an inbox that no list knows", () => {
  it("joins the list that it belongs to, once", () => {
    expect(receive(makeInbox({}))).toBe(true);
    receive(makeInbox({ version: 3 }));
    expect(readAddresses("live")).toEqual(["ola@google.demo.test"]);
    expect(cache.readQuery(emailPage)?.live?.totalCount).toBe(1);
    expect(readAddresses("stillOpen")).toEqual([]);
  });

  it("leaves another member's list alone", () => {
    receive(makeInbox({ owner: { id: "m2", name: "Adam" } }));
    expect(readAddresses("live")).toEqual([]);
  });

  it("joins the shared inbox that it is a channel of", () => {
    receive(makeInbox({ kind: "TEAM", owner: null, sharedInbox: { id: "s1" } }));
    expect(cache.readQuery(channelsPage)?.sharedInbox?.channels.map((inbox) => inbox.id)).toEqual(["i1"]);
    expect(readAddresses("live")).toEqual([]);
  });

  it("asks for nothing where the channel is in its shared inbox already", () => {
    const channel = { kind: "TEAM", owner: null, sharedInbox: { id: "s1" } } as const;
    receive(makeInbox(channel));
    expect(receive(makeInbox({ ...channel, version: 3 }))).toBe(true);
  });

  it("asks for the lists again where its shared inbox is not known here", () => {
    cache.writeQuery({ query: SharedInboxesDocument, data: { logHead, sharedInboxes: [] } });
    expect(receive(makeInbox({ kind: "TEAM", owner: null, sharedInbox: { id: "s9" } }))).toBe(false);
  });
});

describe("an event for an inbox that has moved on", () => {
  it("takes a removed one out of the list and into those still open at the provider", () => {
    receive(makeInbox({}));
    receive(makeInbox({ state: "REMOVED", providerAccess: "AWAITING_PERSON", version: 3 }));
    expect(readAddresses("live")).toEqual([]);
    expect(readAddresses("stillOpen")).toEqual(["ola@google.demo.test"]);
  });

  it("moves it to those that can come back once the provider's end is closed", () => {
    receive(makeInbox({ state: "REMOVED", providerAccess: "REVOKING", version: 3 }));
    receive(makeInbox({ state: "REMOVED", providerAccess: "REVOKED", version: 4 }));
    expect(readAddresses("stillOpen")).toEqual([]);
    expect(readAddresses("closed")).toEqual(["ola@google.demo.test"]);
  });

  it("takes a deleted channel out of its shared inbox", () => {
    receive(makeInbox({ kind: "TEAM", owner: null, sharedInbox: { id: "s1" } }));
    receive(makeInbox({ kind: "TEAM", owner: null, sharedInbox: { id: "s1" }, state: "REMOVED", version: 3 }));
    expect(cache.readQuery(channelsPage)?.sharedInbox?.channels).toEqual([]);
  });
});

describe("a list that is longer than one page", () => {
  const page = (ids: readonly string[], after?: string) =>
    cache.writeQuery({
      query: EmailPageDocument,
      variables: { ...emailPage.variables, ...(after === undefined ? {} : { after }) },
      data: {
        logHead,
        live: {
          nodes: ids.map((id) => makeInbox({ id, address: `${id}@google.demo.test` })),
          totalCount: 3,
          pageInfo: { endCursor: ids.at(-1) ?? null, hasNextPage: !ids.includes("i3") },
        },
      },
    });

  it("grows by the page that comes after, nobody twice", () => {
    page(["i1", "i2"]);
    receive(makeInbox({ id: "i3", address: "i3@google.demo.test" }));
    page(["i3"], "i2");
    expect(readAddresses("live")).toEqual(["i1", "i2", "i3"].map((id) => `${id}@google.demo.test`));
    expect(cache.readQuery(emailPage)?.live?.pageInfo.hasNextPage).toBe(false);
  });

  it("begins anew with a first page", () => {
    page(["i1", "i2"]);
    page(["i2"]);
    expect(readAddresses("live")).toEqual(["i2@google.demo.test"]);
  });
});

describe("a filter", () => {
  it("leaves out removed inboxes where it names no states", () => {
    expect(belongs({}, makeInbox({ state: "REMOVED" }))).toBe(false);
    expect(belongs({ states: ["REMOVED"] }, makeInbox({ state: "REMOVED" }))).toBe(true);
  });

  it("by reason takes those that are disconnected for it, and nobody that is not disconnected", () => {
    const disconnection = {
      __typename: "Disconnection",
      reason: "MFA_REQUIRED",
      explanation: "",
      remedy: "",
      at: "2026-03-03T12:00:00Z",
    } as const;
    expect(belongs({ reasons: ["MFA_REQUIRED"] }, makeInbox({ state: "DISCONNECTED", disconnection }))).toBe(true);
    expect(belongs({ reasons: ["UNREACHABLE"] }, makeInbox({ state: "DISCONNECTED", disconnection }))).toBe(false);
    expect(belongs({ reasons: ["MFA_REQUIRED"] }, makeInbox({ disconnection: null }))).toBe(false);
  });

  it("by incident stays as it was asked for: an inbox's own events don't change whom it has touched", () => {
    const touched = { query: IncidentInboxesDocument, variables: { filter: { incidentId: "v1" }, locale: "en" } };
    const inboxes = { nodes: [], totalCount: 0, pageInfo: { endCursor: null, hasNextPage: false } };
    cache.writeQuery({ ...touched, data: { logHead, inboxes } });
    expect(joinInbox(cache, makeInbox({ id: "i9" }))).toBe(true);
    expect(cache.readQuery(touched)?.inboxes?.nodes).toEqual([]);
  });

  it("that only the server can judge is said to be so", () => {
    const filter: object = { needsAttention: true };
    expect(belongs(filter, makeInbox({}))).toBe("unknown");
  });
});
