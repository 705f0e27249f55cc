import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Relink } from "./relink.ts";

/** Asks the API as the person whose browser this is. */
export async function ask<Data>(page: Page, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
  const { origin } = new URL(page.url() === "about:blank" ? "http://localhost" : page.url());
  const answer = await page.context().request.post("/graphql", { data: { query, variables }, headers: { origin } });
  const body: { data: Data; errors?: unknown } = await answer.json();
  expect(body.errors).toBeUndefined();
  return body.data;
}

/** One line of the sandbox's own log. */
export interface Fact {
  readonly id: number;
  readonly kind: string;
  readonly provider: string | null;
  readonly account: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export async function readFacts(relink: Relink, filter: Readonly<Record<string, string>> = {}): Promise<readonly Fact[]> {
  const answer = await fetch(`${relink.url}/sandbox/api/log?${new URLSearchParams(filter)}`);
  const facts: readonly Fact[] = await answer.json();
  return facts;
}

/** Does to an account at the sandbox what its holder or administrator could do. */
export async function trouble(relink: Relink, address: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await fetch(`${relink.url}/sandbox/api/accounts/${address}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

export interface NoticeList {
  readonly notifications: { readonly nodes: readonly { readonly title: string; readonly because: string }[]; readonly unreadCount: number };
}

/** The titles of a person's notifications, the newest first. */
export async function readNotices(page: Page): Promise<readonly string[]> {
  const { notifications } = await ask<NoticeList>(page, "{ notifications(first: 50) { unreadCount nodes { title because } } }");
  return notifications.nodes.map(({ title }) => title);
}

/** Begins a rehearsal, as the panel does. */
export async function rehearse(
  relink: Relink,
  kind: string,
  scope: "mailbox" | "domain" | "host",
  name: string,
  to?: string,
): Promise<void> {
  const answer = await fetch(`${relink.url}/sandbox/api/rehearsals`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind, scope, name, ...(to === undefined ? {} : { to }) }),
  });
  expect(answer.ok, await answer.text()).toBe(true);
}

/** Ends all that is on. */
export async function endRehearsals(relink: Relink): Promise<void> {
  const answer = await fetch(`${relink.url}/sandbox/api/rehearsals`, { method: "DELETE" });
  expect(answer.ok).toBe(true);
}
