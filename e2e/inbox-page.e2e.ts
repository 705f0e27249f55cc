import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { useRelink } from "./relink.ts";
import { question, row, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const address = "ola@google.demo.test";

async function findId(page: Page, of: string): Promise<string> {
  type Data = { inboxes: { nodes: { id: string; address: string }[] } };
  const { inboxes } = await ask<Data>(page, "{ inboxes(first: 50) { nodes { id address } } }");
  const id = inboxes.nodes.find((inbox) => inbox.address === of)?.id;
  if (id === undefined) throw new Error(`${of} is not in the demo world`);
  return id;
}

/** Opens the page of an inbox from its row, as a person does. */
async function openDetails(page: Page): Promise<void> {
  await page.goto("/settings/email");
  await waitForState(page, address, "Connected");
  await row(page, address).hover();
  await row(page, address)
    .getByRole("link", { name: `Details of ${address}` })
    .click();
  await page.getByRole("heading", { name: address, level: 1 }).waitFor();
}

test("the page of an inbox shows both ends and follows what happens, here and elsewhere", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await openDetails(page);
  const ours = page.getByRole("region", { name: "Our end" });
  await ours.getByText("Connected", { exact: true }).waitFor();
  const theirs = page.getByRole("region", { name: "Google’s end" });
  await theirs.getByText("Granted", { exact: true }).waitFor();
  await theirs.getByText(address).waitFor();

  const checks = page.getByRole("table", { name: "Checks" }).locator("tbody tr");
  const before = await checks.count();
  await page.getByRole("button", { name: "Check now" }).click();
  await expect.poll(() => checks.count()).toBeGreaterThan(before);

  const second = await browsers.open(relink(), "member@demo.test");
  await openDetails(second);
  const timeline = page.getByRole("list", { name: "Timeline" });
  const happened = await timeline.getByRole("listitem").count();
  await second.getByRole("button", { name: "Turn off", exact: true }).click();
  await question(second).getByRole("button", { name: "Yes, turn off" }).click();
  // In the first window nobody reloads or presses anything.
  await timeline.getByRole("listitem").first().getByText("Ola Nowak turned it off.").waitFor();
  expect(await timeline.getByRole("listitem").count()).toBe(happened + 1);
  await ours.getByText("Off", { exact: true }).waitFor();

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  await second.getByRole("link", { name: /^Receipt/ }).waitFor();
  await second.getByRole("link", { name: "Receipt (final)" }).click();
  await second.getByRole("heading", { name: `Receipt for ${address}` }).waitFor();
});

test.each([
  ["wide", { width: 1280, height: 800 }],
  ["narrow", { width: 390, height: 844 }],
] as const)("the page of an inbox can be used by everyone: %s", async (_, viewport) => {
  const page = await browsers.open(relink(), "member@demo.test", { viewport });
  for (const of of ["ola@microsoft.demo.test", "ola@imap.demo.test"]) {
    await page.goto(`/inboxes/${await findId(page, of)}`);
    await page.getByRole("list", { name: "Timeline" }).getByRole("listitem").first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, "nothing is wider than the page").toBe(0);
    }
  }
});

test("the page of an inbox that is not there says so", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/inboxes/none");
  await page.getByRole("heading", { name: "It is gone" }).waitFor();
});
