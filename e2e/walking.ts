import type { Locator, Page } from "playwright-core";
import { password } from "./browser.ts";

/** One live inbox's row: among one's own, or a shared inbox's channels. */
export function row(page: Page, address: string): Locator {
  const list = page.getByRole("list", { name: /^(Your inboxes|Channels of .+|Twoje skrzynki)$/ });
  return list.getByRole("listitem", { name: address, exact: true });
}

/** The row of one that was removed, while the provider's end is still open. */
export function stillOpenRow(page: Page, address: string): Locator {
  const list = page.getByRole("list", { name: "Still open at the provider" });
  return list.getByRole("listitem", { name: address, exact: true });
}

/** Waits until a row says this state's word. */
export async function waitForState(page: Page, address: string, word: string): Promise<void> {
  await row(page, address).getByText(word, { exact: true }).waitFor();
}

/** The buttons of a row come with the pointer, as for anyone with a mouse. */
export async function press(page: Page, address: string, button: string): Promise<void> {
  const its = row(page, address);
  await its.hover();
  await its.getByRole("button", { name: button, exact: true }).click();
}

/** The dialog that asks before something is done. */
export function question(page: Page): Locator {
  return page.getByRole("alertdialog");
}

/** Types an address, chooses its provider, and goes on to it. */
export async function setOut(page: Page, address: string, provider: "Google" | "Microsoft 365"): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(address);
  await dialog.getByRole("radio", { name: provider }).check();
  await dialog.getByRole("button", { name: `Continue to ${provider}` }).click();
}

/** Signs in on the provider's own page. */
export async function signInThere(page: Page, account: string): Promise<void> {
  await page.waitForURL(/\/sandbox\/(google|microsoft)\/interaction\//);
  await page.getByLabel("E-mail").fill(account);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Connects an address of one's own, from its page and back to it. */
export async function connectOwn(page: Page, address: string, provider: "Google" | "Microsoft 365"): Promise<void> {
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await setOut(page, address, provider);
  await signInThere(page, address);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: `${address} is connected` }).waitFor();
  await page.getByRole("link", { name: "Go to the list" }).click();
  await waitForState(page, address, "Connected");
}

/** What the provider's own page says, to its account's holder, about who has access. */
export async function openAccountPage(page: Page, provider: "google" | "microsoft", account: string): Promise<void> {
  await page.goto(`/sandbox/${provider}/account`);
  const heading = page.getByRole("heading", { name: "Applications with access to your account" });
  const field = page.getByLabel("Password");
  await heading.or(field).first().waitFor();
  if (await heading.isVisible()) return;
  await page.getByLabel("E-mail").fill(account);
  await field.fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await heading.waitFor();
}

/** Writes down what the page says to a screen reader, which stays for a few seconds only; gives what was said so far. */
export async function hear(page: Page): Promise<() => readonly string[]> {
  const heard: string[] = [];
  await page.exposeFunction("heard", (words: string) => heard.push(words));
  await page.addInitScript(() => {
    const tell: unknown = Reflect.get(globalThis, "heard");
    const watcher = new MutationObserver(() => {
      for (const region of document.querySelectorAll("[aria-live=polite]")) if (typeof tell === "function") tell(region.textContent);
    });
    watcher.observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => heard;
}
