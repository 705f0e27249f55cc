import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { google, imap, microsoft } from "./rehearsal-table.ts";
import { findInbox, noticesOf, toldOnce, waitUntil } from "./rehearsing.ts";
import type { Relink } from "./relink.ts";
import { row, waitForState } from "./walking.ts";

/** No trouble is on, and the member's three inboxes are all connected; two of the demo world's are not. */
export async function makeAllConnected(relink: Relink, page: Page): Promise<void> {
  await fetch(`${relink.url}/sandbox/api/rehearsals`, { method: "DELETE" });
  await page.goto("/settings/email");
  if ((await findInbox(page, imap)).state === "OFF") {
    await row(page, imap).getByRole("button", { name: "Turn on" }).click();
    await waitForState(page, imap, "Connected");
  }
  for (const address of [google, microsoft, imap]) {
    const before = await noticesOf(page);
    if ((await findInbox(page, address)).state === "DISCONNECTED") {
      await reconnect(relink, page, address, "relink-demo");
      // Told a moment later, and not to be taken for what the test itself brings about.
      await toldOnce(page, before, `${address} is connected again`);
    }
    await waitUntil(page, address, "CONNECTED", 90_000);
  }
}

export async function readImapPort(relink: Relink): Promise<string> {
  const told: { imapHost: { imapPort: number } } = JSON.parse(await readFile(`${relink.dataDir}/sandbox/sandbox.json`, "utf8"));
  return String(told.imapHost.imapPort);
}

/** From the inbox's own page, by the button that it shows as the remedy. */
export async function reconnect(relink: Relink, page: Page, address: string, password: string): Promise<void> {
  const { id } = await findInbox(page, address);
  await page.goto(`/inboxes/${id}`);
  await page.getByRole("region", { name: "Why, and what to do" }).getByRole("button", { name: "Reconnect" }).click();
  const dialog = page.getByRole("dialog", { name: `Reconnect ${address}` });
  const submit = dialog.locator("button[type=submit]");
  const field = dialog.getByLabel("Password or app password");
  if (address === imap) {
    await field.fill(password);
    await dialog
      .getByLabel("Port")
      .first()
      .fill(await readImapPort(relink));
    await submit.click();
  } else {
    await submit.click();
    await page.waitForURL(/\/interaction\//);
    const allow = page.getByRole("button", { name: "Allow" });
    await page.getByLabel("E-mail").fill(address);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await allow
      .or(page.getByRole("heading", { name: /is (re)?connected/ }))
      .first()
      .waitFor();
    if (await allow.isVisible()) await allow.click();
  }
  await waitUntil(page, address, "CONNECTED");
}

export const whyAndWhat = (page: Page) => page.getByRole("region", { name: "Why, and what to do" });

/** As its own page says it. */
export async function isConnected(page: Page, address: string): Promise<void> {
  await page.goto(`/inboxes/${(await findInbox(page, address)).id}`);
  await page.getByRole("region", { name: "Our end" }).getByText("Connected", { exact: true }).waitFor();
}
