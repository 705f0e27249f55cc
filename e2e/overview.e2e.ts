import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask, trouble } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { escape, expectAccessible, pl, tabTo } from "./everyone.ts";
import { findInbox } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";

// Every minute is a second: an inbox is looked at every 10 s.
const relink = useRelink({ RELINK_TIME_SCALE: "60" });
const browsers = useBrowser();
const [google, microsoft] = ["ola@google.demo.test", "ola@microsoft.demo.test"];
const watching = { timeout: 60_000 };

/** How many inboxes are said to be in a state. */
async function countOf(page: Page, word: string): Promise<string> {
  const line = page
    .getByRole("list", { name: /^(Inboxes by state|Skrzynki według stanu)$/ })
    .getByRole("listitem")
    .filter({ hasText: word });
  return (await line.locator("b").innerText()).trim();
}

test("a member sees what needs them first, then how all they see are doing; it follows what happens elsewhere", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
  const broken = page.getByRole("list", { name: "1 inbox is disconnected" });
  await broken.getByRole("listitem", { name: microsoft }).getByRole("button", { name: "Reconnect" }).waitFor();
  await page.getByText("Consent asked for again").waitFor();
  await page.getByRole("img", { name: /^Day by day for the last 30 days\. Disconnected: 1\./ }).waitFor();
  await page.getByText("As a table").click();
  await page.getByRole("columnheader", { name: "Came back" }).waitFor();
  await expectAccessible(page);
  expect(await countOf(page, "Off")).toBe("1");

  const elsewhere = await browsers.open(relink(), "member@demo.test");
  const { id } = await findInbox(elsewhere, google);
  await ask(elsewhere, "mutation ($id: ID!) { turnOffInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  await expect.poll(() => countOf(page, "Off")).toBe("2");
  await ask(elsewhere, "mutation ($id: ID!) { turnOnInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  await expect.poll(() => countOf(page, "Off")).toBe("1");

  await trouble(relink(), google, { appAccess: "removed" });
  const both = page.getByRole("list", { name: "2 inboxes are disconnected" });
  await both.getByRole("listitem", { name: google }).waitFor(watching);
  await page.getByText("Access withdrawn").waitFor();
  await tabTo(page, both.getByRole("listitem", { name: google }).getByRole("button", { name: "Reconnect" }));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await escape(page);

  const { id: removed } = await findInbox(elsewhere, microsoft);
  await ask(elsewhere, "mutation ($id: ID!) { removeInbox(input: { inboxId: $id }) { inbox { id } } }", { id: removed });
  const ends = page.getByRole("list", { name: "1 provider end waits for a person" });
  await ends.getByRole("listitem", { name: microsoft }).getByRole("button", { name: "How to close it" }).click();
  await page.getByRole("dialog", { name: `${microsoft} is removed here` }).waitFor();
});

test("an admin sees everybody’s, in Polish on a telephone", async () => {
  const page = await browsers.open(relink(), "superadmin@demo.test", {
    locale: "pl-PL",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await page.goto("/overview");
  await page.getByRole("listitem", { name: google }).first().waitFor();
  await page.getByRole("heading", { name: pl("overview.byReason") }).waitFor();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  expect(await page.locator("main").innerText()).not.toMatch(/\b(the|and|Connected|Disconnected|Details|Show|Median)\b/);
});

test("where nothing is connected yet, it leads to connecting", async () => {
  const page = await browsers.open(relink(), "superadmin@other.test");
  await page.goto("/overview");
  await page.getByRole("heading", { name: "No inbox to watch yet" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await page.getByRole("dialog").getByLabel("E-mail address").waitFor();
});
