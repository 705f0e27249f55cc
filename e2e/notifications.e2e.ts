import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { trouble } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { enter, expectAccessible, pl, tabTo } from "./everyone.ts";
import { unhurried } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";
import { hear, signInThere } from "./walking.ts";

/** Our own clock runs faster, so that what is looked at every few minutes is looked at every few seconds. */
const relink = useRelink({ RELINK_TIME_SCALE: "60", RELINK_WAITS: unhurried });
const browsers = useBrowser();
const [microsoft, google] = ["ola@microsoft.demo.test", "ola@google.demo.test"];

/** A notification on the page, by its title. */
function notice(page: Page, title: string): Locator {
  return page.getByRole("list", { name: "Notifications" }).getByRole("listitem", { name: title, exact: true });
}

/** Until our own watch has found it out. */
const watching = { timeout: 60_000 };

test("what happened, to whom and why: read by keyboard, followed live, with a way to the remedy and an end", async () => {
  const [page, witness] = [await browsers.open(relink(), "member@demo.test"), await browsers.open(relink(), "member@demo.test")];
  const heard = await hear(page);
  await witness.goto("/notifications");
  await page.goto("/notifications");
  const first = notice(page, `${microsoft} is disconnected`);
  await first.getByText("Urgent", { exact: true }).waitFor();
  await first.getByText("You are told because it is your inbox.").waitFor();
  await first.getByRole("img", { name: "Unread" }).waitFor();
  await expectAccessible(page);

  await enter(page, page.getByRole("link", { name: "Unread (1)" }));
  await enter(page, first.getByRole("button", { name: /^Mark as read/ }));
  await page.getByRole("heading", { name: "All read" }).waitFor();
  await expect.poll(heard).toContain(`Marked as read: ${microsoft} is disconnected`);
  await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
  await notice(witness, `${microsoft} is disconnected`).getByRole("img", { name: "Unread" }).waitFor({ state: "detached" });
  await expectAccessible(page);

  await trouble(relink(), google, { appAccess: "removed" });
  const second = notice(page, `${google} is disconnected`);
  await second.waitFor(watching);
  await notice(witness, `${google} is disconnected`).waitFor();
  await page.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
  await tabTo(page, second.getByRole("link", { name: /^Go to the inbox/ }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: google, level: 1 }).waitFor();
  await notice(witness, `${google} is disconnected`).getByRole("img", { name: "Unread" }).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Reconnect" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Continue to Google" }).click();
  await signInThere(page, google);
  await page.getByRole("button", { name: "Allow" }).click();
  // Nobody reloads: the trouble is over, and one notice says so.
  await notice(witness, `${google} is disconnected`).getByText("Over", { exact: true }).waitFor();
  await notice(witness, `${google} is disconnected`)
    .getByText(/over since/)
    .waitFor();
  await expectAccessible(witness);
});

test("all that are shown are marked at once; the bell leads here; others see none of it", async () => {
  const page = await browsers.open(relink(), "admin@demo.test");
  const heard = await hear(page);
  await page.goto("/settings/email");
  await page.getByRole("button", { name: /^Notifications/ }).click();
  await page.getByRole("link", { name: "All notifications" }).click();
  await page.getByRole("heading", { name: "Notifications", level: 1 }).waitFor();
  await trouble(relink(), "support@google.demo.test", { appAccess: "removed" });
  const told = notice(page, "support@google.demo.test is disconnected");
  await told.getByRole("img", { name: "Unread" }).waitFor(watching);
  await page.getByRole("button", { name: "Mark all shown as read" }).click();
  await expect.poll(heard).toContain("1 notification was marked as read.");
  await told.getByRole("img", { name: "Unread" }).waitFor({ state: "detached" });
  expect(await page.getByRole("button", { name: "Mark all shown as read" }).getAttribute("aria-disabled")).toBe("true");

  const bystander = await browsers.open(relink(), "bystander@demo.test");
  await bystander.goto("/notifications");
  await bystander.getByRole("heading", { name: "Nothing to tell" }).waitFor();
  await expectAccessible(bystander);
});

test("in Polish, on a telephone", async () => {
  const page = await browsers.open(relink(), "member@demo.test", {
    locale: "pl-PL",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await page.goto("/notifications");
  await page.getByRole("heading", { name: pl("notices.title"), level: 1 }).waitFor();
  const told = page.getByRole("listitem", { name: `Skrzynka ${microsoft} jest odłączona` });
  await told.getByText(pl("bell.critical"), { exact: true }).waitFor();
  await told.getByRole("link", { name: new RegExp(`^${pl("notices.go.inbox")}`) }).waitFor();
  await expectAccessible(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, "nothing is too wide").toBe(0);
});
