import { gql } from "@apollo/client";
import { describe, expect, it } from "vitest";
import { createCache } from "../apollo.ts";

const inboxes = gql`
  query Inboxes {
    inboxes(filter: { kind: PERSONAL }) {
      nodes {
        id
        version
        state
        providerAccess
        endedGrants {
          id
          providerAccess
        }
      }
    }
  }
`;

const oneInbox = gql`
  query OneInbox {
    inbox(id: "i1") {
      id
      version
      state
      address
    }
  }
`;

type Snapshot = { version: number; state: string; providerAccess: string; grants?: { id: string; access: string }[] };

function toList({ version, state, providerAccess, grants = [] }: Snapshot) {
  const endedGrants = grants.map(({ id, access }) => ({ __typename: "Grant", id, providerAccess: access }));
  const node = { __typename: "Inbox", id: "i1", version, state, providerAccess, endedGrants };
  return { inboxes: { __typename: "InboxConnection", nodes: [node] } };
}

function readState(cache: ReturnType<typeof createCache>) {
  return cache.readQuery<ReturnType<typeof toList>>({ query: inboxes })?.inboxes.nodes[0];
}

describe("an older snapshot that comes late", () => {
  it("does not overwrite a newer one", () => {
    const cache = createCache();
    cache.writeQuery({ query: inboxes, data: toList({ version: 4, state: "OFF", providerAccess: "GRANTED" }) });
    cache.writeQuery({ query: inboxes, data: toList({ version: 3, state: "CONNECTED", providerAccess: "GRANTED" }) });
    expect(readState(cache)).toMatchObject({ version: 4, state: "OFF" });
  });

  it("does not bring back the older state of the inbox's grants either", () => {
    const cache = createCache();
    const removed = { state: "REMOVED", providerAccess: "REVOKED" };
    cache.writeQuery({
      query: inboxes,
      data: toList({ ...removed, version: 6, grants: [{ id: "g1", access: "REVOKED" }] }),
    });
    cache.writeQuery({
      query: inboxes,
      data: toList({ ...removed, version: 5, grants: [{ id: "g1", access: "REVOKING" }] }),
    });
    expect(readState(cache)?.endedGrants).toEqual([{ __typename: "Grant", id: "g1", providerAccess: "REVOKED" }]);
  });

  it("still tells what was not known before", () => {
    const cache = createCache();
    cache.writeQuery({ query: inboxes, data: toList({ version: 4, state: "OFF", providerAccess: "GRANTED" }) });
    const late = { __typename: "Inbox", id: "i1", version: 3, state: "CONNECTED", address: "ola@google.demo.test" };
    cache.writeQuery({ query: oneInbox, data: { inbox: late } });
    expect(cache.readQuery({ query: oneInbox })).toEqual({ inbox: { ...late, version: 4, state: "OFF" } });
  });
});

describe("a snapshot that is as new or newer", () => {
  it("is taken", () => {
    const cache = createCache();
    cache.writeQuery({ query: inboxes, data: toList({ version: 4, state: "OFF", providerAccess: "GRANTED" }) });
    cache.writeQuery({ query: inboxes, data: toList({ version: 5, state: "CONNECTED", providerAccess: "GRANTED" }) });
    expect(readState(cache)).toMatchObject({ version: 5, state: "CONNECTED" });
    cache.writeQuery({ query: inboxes, data: toList({ version: 5, state: "CONNECTED", providerAccess: "NONE" }) });
    expect(readState(cache)).toMatchObject({ version: 5, providerAccess: "NONE" });
  });
});

describe("who watches the list", () => {
  it("never sees the older state in between", () => {
    const cache = createCache();
    cache.writeQuery({ query: inboxes, data: toList({ version: 4, state: "OFF", providerAccess: "GRANTED" }) });
    const seen: unknown[] = [];
    cache.watch<ReturnType<typeof toList>>({
      query: inboxes,
      optimistic: false,
      callback: ({ result }) => seen.push(result?.inboxes?.nodes?.[0]?.state),
    });
    cache.writeQuery({ query: inboxes, data: toList({ version: 3, state: "CONNECTED", providerAccess: "GRANTED" }) });
    expect(seen.every((state) => state === "OFF")).toBe(true);
  });
});
