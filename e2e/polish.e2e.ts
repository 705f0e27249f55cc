import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask } from "./asking.ts";
import { password, useBrowser } from "./browser.ts";
import { expectAccessible, pl } from "./everyone.ts";
import { readMailedLink } from "./mailed-link.ts";
import { useRelink } from "./relink.ts";
import { question, signInThere } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const inPolish = { locale: "pl-PL", viewport: { width: 390, height: 844 }, hasTouch: true } as const;

const open = (email: string | null) => browsers.open(relink(), email, inPolish);

async function findId(page: Page, of: string): Promise<string> {
  type Data = { inboxes: { nodes: { id: string; address: string }[] } };
  const { inboxes } = await ask<Data>(page, "{ inboxes(first: 50) { nodes { id address } } }");
  const id = inboxes.nodes.find((inbox) => inbox.address === of)?.id;
  if (id === undefined) throw new Error(`${of} is not in the demo world`);
  return id;
}

/** No word of the page was left in the other language, as far as these words can tell. */
async function expectNoEnglish(page: Page): Promise<void> {
  const shown = await page.locator("body").innerText();
  expect(shown).not.toMatch(/\b(the|and|was|your|Reconnect|Remove|Done|Settings|Checked|Open|Closed|Connected)\b/);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    "nothing is too wide",
  ).toBe(0);
}

test("connecting, in Polish on a telephone: what is found, and the inbox’s page after it", async () => {
  const address = "new@imap.demo.test";
  const page = await open("member@demo.test");
  await page.goto("/settings/email");
  await page.getByRole("button", { name: pl("email.connect") }).click();
  const dialog = page.getByRole("dialog", { name: pl("connect.title") });
  await dialog.getByLabel(pl("connect.address")).fill(address);
  await dialog.getByText("mail.imap.demo.test").first().waitFor();
  await expectNoEnglish(page);
  await expectAccessible(page);
  await dialog.getByLabel(pl("connect.password"), { exact: true }).fill(password);
  await dialog.getByRole("button", { name: pl("connect.yes"), exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("link", { name: pl("action.detailsOf", { address }) }).click();
  await page
    .getByRole("region", { name: pl("guide.ourEnd") })
    .getByText(pl("state.CONNECTED"), { exact: true })
    .waitFor();
  await expectNoEnglish(page);
});

test("an inbox that was refused, its link and the holder’s way back, in Polish", async () => {
  const address = "ola@microsoft.demo.test";
  const page = await open("member@demo.test");
  await page.goto(`/inboxes/${await findId(page, address)}`);
  const theirs = page.getByRole("region", { name: pl("provider.end.MICROSOFT") });
  await theirs.getByText(pl("inbox.refused"), { exact: true }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: pl("action.more", { address }) }).click();
  await page.getByRole("menuitem", { name: pl("action.sendLink") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(pl("sendLink.to")).fill("posiadacz@elsewhere.test");
  await dialog.getByRole("button", { name: pl("sendLink.send") }).click();
  const shown = await dialog.getByLabel(pl("sendLink.url"), { exact: true }).inputValue();
  await dialog.getByRole("button", { name: pl("action.close") }).click();
  await page
    .getByRole("list", { name: pl("inbox.links") })
    .getByText("posiadacz@elsewhere.test")
    .waitFor();

  const holder = await open(null);
  await holder.goto(shown);
  await holder.getByRole("heading", { name: pl("link.reconnect.title", { address }) }).waitFor();
  await expectNoEnglish(holder);
  await expectAccessible(holder);
  await holder.getByRole("button", { name: pl("connect.continue", { provider: "Microsoft 365" }) }).click();
  await signInThere(holder, address);
  await holder.getByRole("button", { name: "Allow" }).click();
  await holder.getByRole("heading", { name: pl("link.reconnect.USED", { address }) }).waitFor();
  // Nobody reloads.
  await theirs.getByText(pl("inbox.granted"), { exact: true }).waitFor();
  await page.getByRole("heading", { name: pl("inbox.links") }).waitFor({ state: "detached" });
});

test("removal, the request to IT and the receipt, in Polish", async () => {
  const [address, it] = ["ola@imap.demo.test", "informatyka@elsewhere.test"];
  const page = await open("member@demo.test");
  await page.goto(`/inboxes/${await findId(page, address)}`);
  await page.getByRole("button", { name: pl("action.remove"), exact: true }).click();
  await question(page)
    .getByRole("region", { name: pl("impact.end") })
    .waitFor();
  await expectAccessible(page);
  await question(page)
    .getByRole("button", { name: pl("remove.yes") })
    .click();
  const guide = page.getByRole("dialog", { name: pl("guide.title", { address }) });
  await guide.getByLabel(pl("askIt.to")).fill(it);
  await guide.getByRole("button", { name: pl("askIt.send") }).click();
  await guide.getByText(pl("askIt.sent", { to: it })).waitFor();

  const department = await open(null);
  await department.goto(await readMailedLink(relink(), it));
  await department.getByRole("heading", { name: pl("link.it.title", { address }) }).waitFor();
  await expectNoEnglish(department);
  await expectAccessible(department);
  await department.getByRole("button", { name: pl("link.it.done") }).click();
  await department.getByRole("heading", { name: pl("link.it.USED") }).waitFor();

  await guide.getByRole("link", { name: pl("guide.receiptSoFar") }).click();
  await page.getByRole("heading", { name: pl("receipt.title", { address }) }).waitFor();
  await page.getByRole("cell", { name: it }).waitFor();
  await expectAccessible(page);
});
