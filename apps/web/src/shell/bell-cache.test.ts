import { beforeEach, describe, expect, it } from "vitest";
import { createCache } from "../apollo.ts";
import { BellDocument, type BellItemFragment, NotificationsPageDocument } from "../gql/graphql.ts";
import { addNotification, countRead, findNewestTold } from "./bell-cache.ts";

let cache = createCache();

function item(id: string, readAt: string | null = null): BellItemFragment & { __typename: "Notification" } {
  return {
    __typename: "Notification",
    id,
    title: id,
    body: "",
    because: "",
    severity: "INFO",
    createdAt: "2026-11-23T12:00:00.000Z",
    readAt,
    closedAt: null,
    href: "/settings/email",
  };
}

function writePage(unreadOnly: boolean, ids: readonly string[], after: string | null, hasNextPage: boolean): void {
  const pageInfo = { __typename: "PageInfo" as const, endCursor: ids.at(-1) ?? null, hasNextPage };
  const nodes = ids.map((id) => item(id));
  const notifications = { __typename: "NotificationConnection" as const, nodes, pageInfo };
  cache.writeQuery({ query: NotificationsPageDocument, variables: { unreadOnly, after }, data: { notifications } });
}

function readPage(unreadOnly: boolean) {
  const list = cache.readQuery({ query: NotificationsPageDocument, variables: { unreadOnly } })?.notifications;
  return { ids: list?.nodes.map(({ id }) => id), more: list?.pageInfo };
}

function writeBell(nodes: readonly BellItemFragment[], unreadCount: number): void {
  const notifications = { __typename: "NotificationConnection" as const, nodes: [...nodes], unreadCount };
  cache.writeQuery({ query: BellDocument, data: { notifications } });
}

function readBell() {
  const list = cache.readQuery({ query: BellDocument })?.notifications;
  return { ids: list?.nodes.map(({ id }) => id), unread: list?.unreadCount };
}

beforeEach(() => {
  cache = createCache();
  writeBell([item("n2"), item("n1")], 2);
  writePage(false, ["n2", "n1"], null, true);
});

describe("a notification that comes live", () => {
  it("goes to the top of the bell and of the page, once, and leaves the page’s end where it was", () => {
    for (let times = 0; times < 2; times += 1) addNotification(cache, item("n3"));
    expect(readBell()).toEqual({ ids: ["n3", "n2", "n1"], unread: 3 });
    expect(readPage(false)).toMatchObject({ ids: ["n3", "n2", "n1"], more: { endCursor: "n1", hasNextPage: true } });
  });

  it("joins the unread ones where it is unread, also where there was none", () => {
    writePage(true, [], null, false);
    addNotification(cache, item("n4", "2026-11-23T12:00:01.000Z"));
    addNotification(cache, item("n5"));
    expect(readPage(true).ids).toEqual(["n5"]);
    expect(readPage(false).ids).toEqual(["n5", "n4", "n2", "n1"]);
  });

  it("is counted each, however many of one moment come", () => {
    for (let nth = 0; nth < 50; nth += 1) addNotification(cache, item(`m${nth}`));
    expect(readBell()).toMatchObject({ unread: 52 });
    expect(readPage(false).ids).toHaveLength(52);
  });
});

it("asks for what was told after the newest that the bell has, and for all where it has none", () => {
  expect(findNewestTold(cache)).toBe("2026-11-23T12:00:00.000Z");
  writeBell([], 0);
  expect(findNewestTold(cache)).toBe("1970-01-01T00:00:00.000Z");
});

describe("the page", () => {
  it("reads on, and keeps what was read when the bell or its own beginning is asked for again", () => {
    writePage(false, ["n0"], "n1", false);
    writePage(false, ["n3", "n2", "n1"], null, true);
    writeBell([item("n3")], 1);
    expect(readPage(false)).toMatchObject({ ids: ["n3", "n2", "n1", "n0"], more: { endCursor: "n0", hasNextPage: false } });
    expect(readBell()).toEqual({ ids: ["n3"], unread: 1 });
  });

  it("never counts fewer than none as unread", () => {
    countRead(cache, 5);
    expect(readBell().unread).toBe(0);
  });
});
