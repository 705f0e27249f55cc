import { expect, test } from "vitest";
import { readNotices } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { enter, expectAccessible, pl, tabTo } from "./everyone.ts";
import { useRelink } from "./relink.ts";
import { question, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const address = "ola@google.demo.test";

async function open(email: string, path = "/settings/email/everyone", locale = "en-GB") {
  const page = await browsers.open(relink(), email, { locale });
  await page.goto(path);
  const list = page.getByRole("list", { name: locale === "pl-PL" ? pl("everyone.list") : "All personal inboxes" });
  return { page, its: list.getByRole("listitem", { name: address, exact: true }), list };
}

test("a super admin finds somebody’s inbox, turns it off and removes it; its owner sees it and is told; an admin only looks", async () => {
  const admin = await open("admin@demo.test");
  await admin.its.getByText("Google · Ola Nowak").waitFor();
  await admin.its.hover();
  expect(await admin.list.getByRole("button").count(), "an admin may do nothing to others’ inboxes").toBe(0);
  await admin.its.getByRole("link", { name: `Details of ${address}` }).waitFor();

  const owner = await browsers.open(relink(), "member@demo.test");
  await owner.goto("/settings/email");
  await waitForState(owner, address, "Connected");
  expect(await owner.getByRole("link", { name: "All personal inboxes" }).count()).toBe(0);

  const { page, its, list } = await open("superadmin@demo.test", "/settings/email");
  await page.getByRole("link", { name: "All personal inboxes" }).click();
  await page.getByRole("searchbox").fill("GOOGLE");
  await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
  await its.hover();
  expect(await its.getByRole("button", { name: "Reconnect" }).count(), "to sign in is the owner’s alone").toBe(0);
  await its.getByRole("button", { name: "Turn off" }).click();
  await question(page).getByRole("button", { name: "Yes, turn off" }).click();
  await admin.its.getByText("Off", { exact: true }).waitFor();
  await waitForState(owner, address, "Off");
  await its.hover();
  expect(await its.getByRole("button", { name: "Turn on" }).count()).toBe(0);
  await its.getByRole("button", { name: "Remove" }).click();
  await question(page).getByRole("region", { name: "Will be told" }).getByText("Ola Nowak").waitFor();
  await expectAccessible(page);
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  await page.getByRole("dialog", { name: `${address} is removed here` }).waitFor();
  await admin.its.waitFor({ state: "detached" });
  await expect.poll(() => readNotices(owner)).toContainEqual(expect.stringContaining(address));
});

test("the page is for who may see it, by keyboard, in Polish too, light and dark, and says what it did not find", async () => {
  const member = await browsers.open(relink(), "member@demo.test");
  await member.goto("/settings/email/everyone");
  await member.getByRole("heading", { name: "Email", exact: true }).waitFor();

  const { page } = await open("superadmin@demo.test", "/settings/email", "pl-PL");
  await enter(page, page.getByRole("link", { name: pl("everyone.title") }));
  await page.getByRole("heading", { name: pl("everyone.title"), level: 1 }).waitFor();
  await page.getByRole("list", { name: pl("everyone.list") }).waitFor();
  await expectAccessible(page);
  await tabTo(page, page.getByRole("searchbox"));
  await page.keyboard.type("nikt");
  await page.getByText(pl("everyone.noMatch.words", { wanted: "nikt" })).waitFor();
  await expectAccessible(page);
  await enter(page, page.getByRole("button", { name: pl("email.noMatch.clear") }));
  await page.getByRole("list", { name: pl("everyone.list") }).waitFor();
});
