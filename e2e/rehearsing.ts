import type { Page } from "playwright-core";
import { expect } from "vitest";
import { ask } from "./asking.ts";
import type { Relink } from "./relink.ts";

/** Where a minute is a second, a person at a provider's page still has a quarter of an hour. */
export const unhurried = "attempt=15h";

/**
 * Every minute is a second, and the watch looks three times as often as that, all its waits in their proportion: every 3 s,
 * a second time after half a second, at what is disconnected every 18 s.
 */
export const quickWatch = {
  RELINK_TIME_SCALE: "60",
  RELINK_WAITS: `checkInterval=3m,forceRefresh=9m,secondChance=18m,${unhurried}`,
} as const;

/** The rehearsal panel, as a person uses it, in a page of its own. */
export class Panel {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** @param target - as the panel's list shows it: an address, a domain, or a provider. */
  async begin(trouble: string, target: string): Promise<void> {
    await this.#page.goto("/sandbox?language=en");
    await this.#page.getByLabel("Where").selectOption({ label: target });
    await this.#page.getByRole("button", { name: trouble, exact: true }).click();
    await this.#page.waitForURL(/[?&]target=/);
  }

  /** What is on, as its list says: "Stopped: Google". */
  async isOn(words: string): Promise<void> {
    await this.#page.getByRole("listitem", { name: words, exact: true }).waitFor();
  }

  /** It is off the list by itself, without being ended. */
  async isOff(words: string): Promise<void> {
    await this.#page.getByRole("listitem", { name: words, exact: true }).waitFor({ state: "detached" });
  }

  async end(words: string): Promise<void> {
    const its = this.#page.getByRole("listitem", { name: words, exact: true });
    await its.getByRole("button").click();
    await its.waitFor({ state: "detached" });
  }
}

export interface SeenInbox {
  readonly id: string;
  readonly address: string;
  readonly state: string;
  readonly disconnection: { readonly reason: string } | null;
}

export async function findInbox(page: Page, address: string): Promise<SeenInbox> {
  const query = "{ inboxes(first: 50) { nodes { id address state disconnection { reason } } } }";
  const { inboxes } = await ask<{ inboxes: { nodes: SeenInbox[] } }>(page, query);
  const found = inboxes.nodes.find((inbox) => inbox.address === address && inbox.state !== "REMOVED");
  if (!found) throw new Error(`${address} is not in the demo world.`);
  return found;
}

/** Waits until it stands so; the watch sees it by itself, within two intervals of its own. */
export async function waitUntil(page: Page, address: string, state: string, timeout = 60_000): Promise<void> {
  const stands = async () => (await findInbox(page, address)).state;
  await expect.poll(stands, { timeout, interval: 500, message: `${address} ${state}` }).toBe(state);
}

export interface Notice {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly because: string;
  readonly closedAt: string | null;
}

export async function noticesOf(page: Page): Promise<readonly Notice[]> {
  const query = "{ notifications(first: 50) { nodes { id title body because closedAt } } }";
  return (await ask<{ notifications: { nodes: readonly Notice[] } }>(page, query)).notifications.nodes;
}

/** The one notice with that title that was not there before; it is told at once, unless the watch has to see it first. */
export async function toldOnce(page: Page, before: readonly Notice[], title: string, timeout = 60_000): Promise<Notice> {
  const seen = new Set(before.map(({ id }) => id));
  const told = async () => (await noticesOf(page)).filter((notice) => notice.title === title && !seen.has(notice.id));
  await expect.poll(async () => (await told()).length, { timeout, message: title }).toBe(1);
  const [one] = await told();
  if (!one) throw new Error(`"${title}" was told, and is not there any more.`);
  return one;
}

/** How many mails to this address name it in their subject; one that was sent twice, as a crash may cause, counts once. */
export async function countMails({ url }: Relink, to: string, named: string): Promise<number> {
  const mails: readonly { readonly raw: string }[] = await (await fetch(`${url}/sandbox/api/mail?to=${encodeURIComponent(to)}`)).json();
  const found = mails.filter(({ raw }) => /^Subject: ?(.*)$/im.exec(raw)?.[1]?.includes(named));
  return new Set(found.map(({ raw }) => /^Message-ID: ?(.*)$/im.exec(raw)?.[1])).size;
}
