import { describe, expect, it } from "vitest";
import { gql } from "@apollo/client";
import { createCache } from "./apollo.ts";
import { type MoreChecksQuery, MoreChecksDocument } from "./gql/graphql.ts";

function page(ids: readonly string[], hasNextPage: boolean): MoreChecksQuery {
  const nodes = ids.map((id) => ({
    __typename: "InboxCheck" as const,
    id,
    at: "2026-11-23T12:00:00.000Z",
    verdict: "OK" as const,
    providerCode: null,
    latencyMs: 1,
  }));
  const pageInfo = { __typename: "PageInfo" as const, endCursor: ids.at(-1) ?? null, hasNextPage };
  const inbox = { __typename: "Inbox", id: "i", checks: { __typename: "InboxCheckConnection", nodes, pageInfo } };
  return { inbox };
}

function readAfter(...pages: readonly (readonly [after: string | null, data: MoreChecksQuery])[]) {
  const cache = createCache();
  for (const [after, data] of pages) cache.writeQuery({ query: MoreChecksDocument, variables: { id: "i", after }, data });
  const checks = cache.readQuery({ query: MoreChecksDocument, variables: { id: "i", after: null } })?.inbox?.checks;
  return { ids: checks?.nodes.map(({ id }) => id), endCursor: checks?.pageInfo.endCursor, more: checks?.pageInfo.hasNextPage };
}

describe("a history that is read page by page", () => {
  const first = [null, page(["c4", "c3"], true)] as const;
  const older = ["c3", page(["c2", "c1"], false)] as const;

  it("goes on where it ended", () => {
    expect(readAfter(first, older)).toEqual({ ids: ["c4", "c3", "c2", "c1"], endCursor: "c1", more: false });
  });

  it("keeps what was read when the newest is asked for again, and puts that first", () => {
    const newest = [null, page(["c5", "c4"], true)] as const;
    expect(readAfter(first, older, newest)).toEqual({ ids: ["c5", "c4", "c3", "c2", "c1"], endCursor: "c1", more: false });
  });

  it("begins anew where a gap would be hidden", () => {
    const later = [null, page(["c9", "c8"], true)] as const;
    expect(readAfter(first, older, later)).toEqual({ ids: ["c9", "c8"], endCursor: "c8", more: true });
  });
});

describe("health, which changes without a new version of its inbox", () => {
  const query = gql`
    query {
      inbox(id: "i") {
        id
        version
        health {
          lastCheckedAt
          sending
        }
      }
    }
  `;
  const toInbox = (lastCheckedAt: string | null, sending: string) => ({
    inbox: { __typename: "Inbox", id: "i", version: 2, health: { __typename: "InboxHealth", lastCheckedAt, sending } },
  });
  const [earlier, later] = ["2026-11-23T12:00:00.000Z", "2026-11-23T12:00:10.000Z"];
  const lastOf = (...answers: readonly ReturnType<typeof toInbox>[]) => {
    const cache = createCache();
    for (const data of answers) cache.writeQuery({ query, data });
    return cache.readQuery<ReturnType<typeof toInbox>>({ query })?.inbox.health.sending;
  };

  it("is that of the later check, whichever answer comes last", () => {
    expect(lastOf(toInbox(later, "DISABLED"), toInbox(earlier, "WORKS"))).toBe("DISABLED");
    expect(lastOf(toInbox(earlier, "WORKS"), toInbox(later, "DISABLED"))).toBe("DISABLED");
  });

  it("is the last answer's where both know the same check, or one knows none", () => {
    expect(lastOf(toInbox(later, "WORKS"), toInbox(later, "DISABLED"))).toBe("DISABLED");
    expect(lastOf(toInbox(later, "WORKS"), toInbox(null, "UNKNOWN"))).toBe("UNKNOWN");
  });
});
