import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { rehearse, trouble } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { enter, expectAccessible, pl } from "./everyone.ts";
import { readMailedLink } from "./mailed-link.ts";
import { unhurried } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";
import { question, signInThere } from "./walking.ts";

// Every minute is a second: an inbox is looked at every 10 s.
const relink = useRelink({ RELINK_TIME_SCALE: "60", RELINK_WAITS: unhurried });
const browsers = useBrowser();
const [ola, support] = ["ola@google.demo.test", "support@google.demo.test"];
/** What the watch sees by itself comes within a few intervals of its own. */
const watching = { timeout: 60_000 };

function item(page: Page, address: string) {
  return page.getByRole("list", { name: /^(Its inboxes|Skrzynki domeny)$/ }).getByRole("listitem", { name: address, exact: true });
}

/** How far it is, as it is said to who can't see the bar. */
function progress(page: Page, words: RegExp) {
  return expect.poll(() => page.getByRole("progressbar").getAttribute("aria-valuetext")).toMatch(words);
}

test("a domain moves: noticed, told, its holders invited, one back at the new provider, one left out, completed; all of it live", async () => {
  const [admin, overview] = [await browsers.open(relink(), "admin@demo.test"), await browsers.open(relink(), "admin@demo.test")];
  await admin.goto("/migrations");
  await admin.getByRole("heading", { name: "No domain is moving" }).waitFor();
  await expectAccessible(admin);
  await overview.goto("/overview");
  await overview.getByRole("heading", { name: "Needs attention" }).waitFor();

  await rehearse(relink(), "mx-moved", "domain", "google.demo.test", "microsoft");
  await trouble(relink(), support, { appAccess: "removed" });
  const card = admin.getByRole("listitem", { name: "google.demo.test", exact: true });
  await card.getByText("Confirmed", { exact: true }).waitFor(watching);
  const move = overview.getByRole("listitem", { name: "google.demo.test", exact: true });
  await move.getByText("Confirmed", { exact: true }).waitFor();
  // Told once, by the domain: its inboxes are not told one by one above it.
  await overview.getByRole("progressbar").waitFor();
  expect(await overview.getByRole("listitem", { name: ola, exact: true }).count()).toBe(0);
  await expectAccessible(overview);

  await admin.getByRole("button", { name: /^Notifications, \d+ unread$/ }).click();
  await admin.getByRole("link", { name: /google\.demo\.test has moved/ }).click();
  await admin.waitForURL(/\/migrations\/migration_/);
  await admin.getByText("refused one of its inboxes for good").waitFor();
  for (const address of [ola, support]) await item(admin, address).getByText("Not invited yet", { exact: true }).waitFor();
  await progress(admin, /^0 of 2 are done/);
  await expectAccessible(admin);

  await enter(admin, admin.getByRole("button", { name: "Send invitations" }));
  const told = question(admin).getByRole("region", { name: "Will get a mail" });
  await told.getByRole("listitem").first().waitFor();
  expect(await told.getByRole("listitem").allInnerTexts()).toEqual(["Adam Admin: 1 inbox", "Ola Nowak: 1 inbox"]);
  await expectAccessible(admin);
  await enter(admin, question(admin).getByRole("button", { name: "Yes, send them" }));
  for (const address of [ola, support]) await item(admin, address).getByText("Invited", { exact: true }).waitFor();
  await move.getByText("Running", { exact: true }).waitFor();

  const holder = await browsers.open(relink(), null);
  await holder.goto(await readMailedLink(relink(), "member@demo.test"));
  await holder.getByRole("heading", { name: `Reconnect ${ola}` }).waitFor();
  await holder.getByRole("button", { name: "Continue to Microsoft 365" }).click();
  await signInThere(holder, ola);
  await holder.getByRole("button", { name: "Allow" }).click();
  await holder.getByRole("heading", { name: `${ola} is reconnected` }).waitFor();
  await item(admin, ola).getByText("Reconnected", { exact: true }).waitFor();
  await item(admin, ola).getByText("Connected", { exact: true }).waitFor();
  await progress(admin, /^1 of 2 are done: 1 reconnected/);
  await expect.poll(() => move.getByRole("progressbar").getAttribute("aria-valuetext")).toBe("1 of 2 done");

  await enter(admin, item(admin, support).getByRole("button", { name: `Leave out ${support}` }));
  await expectAccessible(admin);
  await enter(admin, question(admin).getByRole("button", { name: "Yes, leave it out" }));
  await item(admin, support).getByText("Left out", { exact: true }).waitFor();
  await admin.getByText("Nobody is waited for any more.").waitFor();
  expect(await admin.getByRole("button", { name: "Dismiss" }).count()).toBe(0);
  await expectAccessible(admin);
  await move.waitFor({ state: "detached" });
});

test("started by hand and dismissed, in Polish on a telephone", async () => {
  const page = await browsers.open(relink(), "superadmin@demo.test", {
    locale: "pl-PL",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  browsers.expectInConsole(/400|409/);
  await page.goto("/migrations");
  await page.getByRole("button", { name: pl("migrations.start") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(pl("migrations.start.domain")).fill("nobody.demo.test");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: pl("migrations.start.yes") }).click();
  await dialog.getByText(pl("error.field.domain")).waitFor();
  await dialog.getByLabel(pl("migrations.start.domain")).fill("imap.demo.test");
  await dialog.getByLabel(pl("migrations.start.to")).selectOption("GOOGLE");
  await dialog.getByRole("button", { name: pl("migrations.start.yes") }).click();
  await page.waitForURL(/\/migrations\/migration_/);
  const billing = item(page, "billing@imap.demo.test");
  await billing.getByText(pl("state.DISCONNECTED"), { exact: true }).waitFor();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  expect(await page.locator("main").innerText()).not.toMatch(/\b(the|and|Invited|Dismiss|Details|Disconnected)\b/);

  await page
    .getByRole("link", { name: pl("nav.migrations") })
    .first()
    .click();
  await page.getByRole("button", { name: pl("migrations.start") }).click();
  await dialog.getByLabel(pl("migrations.start.domain")).fill("imap.demo.test");
  await dialog.getByRole("button", { name: pl("migrations.start.yes") }).click();
  await dialog.getByText(pl("migrations.start.conflict")).waitFor();
  await dialog.getByRole("button", { name: pl("action.cancel") }).click();

  await page.getByRole("link", { name: "imap.demo.test", exact: true }).click();
  await page.getByRole("button", { name: pl("migration.dismiss"), exact: true }).click();
  await question(page).getByText(pl("migration.dismiss.words")).waitFor();
  await expectAccessible(page);
  await question(page)
    .getByRole("button", { name: pl("migration.dismiss.yes") })
    .click();
  await page.getByText(pl("migration.state.DISMISSED"), { exact: true }).waitFor();
  await billing.getByText(pl("migration.item.SKIPPED"), { exact: true }).waitFor();
  await billing.getByText(pl("state.CONNECTED"), { exact: true }).waitFor(watching);
});

test("who is no admin is led to their own inboxes, and a migration that is none is said to be gone", async () => {
  const member = await browsers.open(relink(), "member@demo.test");
  await member.goto("/migrations");
  await member.waitForURL(/\/settings\/email$/);
  expect(await member.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Migrations" }).count()).toBe(0);
  const admin = await browsers.open(relink(), "admin@demo.test");
  await admin.goto("/migrations/none");
  await admin.getByText("It is gone").waitFor();
});
