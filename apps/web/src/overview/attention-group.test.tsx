import { ApolloClient, ApolloLink, Observable } from "@apollo/client";
import { ApolloProvider } from "@apollo/client/react";
import { I18nProvider } from "@lingui/react";
import { Announcer } from "@relink/ui";
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, expect, it } from "vitest";
import { createCache } from "../apollo.ts";
import { i18n, needSentences, speak } from "../i18n/language.ts";
import { AttentionGroup } from "./attention-group.tsx";

afterEach(cleanup);

function makeInbox(index: number): object {
  const person = { __typename: "Member", id: "m1", name: "Ola" };
  const health = {
    __typename: "InboxHealth",
    lastCheckedAt: null,
    nextCheckAt: null,
    consecutiveFailures: 3,
    sending: "UNKNOWN",
    lastMailSeenAt: null,
  };
  const what = {
    kind: "PERSONAL",
    provider: "GOOGLE",
    mailHost: null,
    state: "FAILING",
    providerAccess: "GRANTED",
    allowedActions: ["CHECK_NOW"],
  };
  const at = `2026-03-03T12:00:${String(59 - index).padStart(2, "0")}Z`;
  const who = { owner: person, connectedBy: person, sharedInbox: null };
  return {
    __typename: "Inbox",
    id: `i${index}`,
    address: `i${index}@a.test`,
    version: 1,
    stateChangedAt: at,
    disconnection: null,
    health,
    ...what,
    ...who,
  };
}

/** Answers pages of 10, and counts them. */
function createClient(total: number): { client: ApolloClient; asked: () => number } {
  let asked = 0;
  const link = new ApolloLink(({ variables }) => {
    asked += 1;
    const from = Number(variables["after"] ?? 0);
    const to = Math.min(total, from + 10);
    const nodes = Array.from({ length: to - from }, (_, index) => makeInbox(from + index));
    const pageInfo = { __typename: "PageInfo", endCursor: String(to), hasNextPage: to < total };
    return new Observable((observer) => {
      observer.next({ data: { logHead: `at-${asked}`, inboxes: { __typename: "InboxConnection", nodes, pageInfo, totalCount: total } } });
      observer.complete();
    });
  });
  return { client: new ApolloClient({ cache: createCache(), link }), asked: () => asked };
}

async function show(client: ApolloClient, isToldAbove: (address: string) => boolean): Promise<void> {
  await needSentences("watching");
  await speak("en");
  render(
    <I18nProvider i18n={i18n}>
      <ApolloProvider client={client}>
        <MemoryRouter>
          <Announcer>
            <AttentionGroup
              filter={{ states: ["FAILING"] }}
              title={(count) => `${count} failing`}
              isToldAbove={({ address }) => isToldAbove(address)}
            />
          </Announcer>
        </MemoryRouter>
      </ApolloProvider>
    </I18nProvider>,
  );
}

it("finds the one that nothing above tells of behind many that something does", async () => {
  const { client } = createClient(25);
  await show(client, (address) => address !== "i24@a.test");
  await screen.findByRole("listitem", { name: "i24@a.test" });
  expect(screen.getByRole("heading", { name: "1 failing" })).toBeDefined();
});

it("shows nothing where all are told above, and does not read thousands to know it", async () => {
  const { client, asked } = createClient(2_000);
  await show(client, () => true);
  await expect.poll(asked, { timeout: 10_000 }).toBe(10);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked()).toBe(10);
  expect(screen.queryByRole("heading")).toBeNull();
});

it("counts all where nothing is left out, and shows the first ten", async () => {
  const { client, asked } = createClient(2_000);
  await show(client, () => false);
  await screen.findByRole("heading", { name: "2000 failing" });
  expect(screen.getAllByRole("listitem")).toHaveLength(10);
  expect(asked()).toBe(1);
});
