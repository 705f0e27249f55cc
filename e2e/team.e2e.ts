import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask, readFacts, readNotices } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { useRelink } from "./relink.ts";
import { press, question, row, setOut, signInThere, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();

async function openSupport(page: Page): Promise<void> {
  await page.goto("/inbox");
  await page.getByRole("link", { name: /^Support/ }).click();
  await page.getByRole("heading", { name: "Support" }).waitFor();
}

async function readBell(page: Page, title: string): Promise<string> {
  await page.getByRole("button", { name: /^Notifications, \d+ unread$/ }).click();
  const notice = page.getByRole("listitem", { name: title });
  await notice.waitFor();
  return notice.innerText();
}

test("deleting a channel tells the three kinds of recipients, and nobody else", async () => {
  const address = "billing@imap.demo.test";
  const title = `The channel ${address} was deleted`;
  const people = ["superadmin@demo.test", "admin@demo.test", "member@demo.test", "bystander@demo.test"];
  const [superAdmin, admin, member, bystander] = await Promise.all(people.map((email) => browsers.open(relink(), email)));
  const stranger = await browsers.open(relink(), "superadmin@other.test");
  if (!superAdmin || !admin || !member || !bystander) throw new Error("Each of them has a browser.");
  for (const page of [superAdmin, admin, member, bystander]) {
    await openSupport(page);
    await waitForState(page, address, "Connected");
  }
  await stranger.goto("/inbox");
  await stranger.getByText("No shared inbox yet").waitFor();

  await press(admin, address, "Delete");
  const told = question(admin).getByRole("region", { name: "Will be told" });
  await told.getByRole("listitem").first().waitFor();
  expect((await told.getByRole("listitem").allInnerTexts()).toSorted()).toEqual([
    "Adam Admin · Admin",
    "Ola Nowak · Member",
    "Sofia Super · Super admin",
  ]);
  await question(admin).getByRole("button", { name: "Yes, delete" }).click();
  await admin.getByRole("dialog", { name: `${address} is removed here` }).waitFor();

  for (const page of [superAdmin, member, bystander]) await row(page, address).waitFor({ state: "detached" });
  expect(await readBell(superAdmin, title)).toContain("Adam Admin deleted it from Support.");
  expect(await readBell(member, title)).toContain("You are told because you connected it.");
  await admin.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click();
  await readBell(admin, title);
  for (const page of [superAdmin, admin, member]) {
    expect(
      (await readNotices(page)).filter((each) => each === title),
      "once",
    ).toHaveLength(1);
  }
  for (const page of [bystander, stranger]) {
    expect(await readNotices(page)).toEqual([]);
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
  }
  expect((await ask<{ inboxes: { nodes: [] } }>(stranger, "{ inboxes(first: 50) { nodes { id } } }")).inboxes.nodes).toEqual([]);
});

test("a channel is connected into a shared inbox and deleted again, and a member sees each step", async () => {
  const address = "new@google.demo.test";
  const admin = await browsers.open(relink(), "admin@demo.test");
  const bystander = await browsers.open(relink(), "bystander@demo.test");
  await openSupport(admin);
  await openSupport(bystander);
  expect(await bystander.getByRole("button", { name: "Connect a channel" }).count()).toBe(0);

  await admin.getByRole("button", { name: "Connect a channel" }).click();
  await setOut(admin, address, "Google");
  await signInThere(admin, address);
  await admin.getByRole("button", { name: "Allow" }).click();
  await admin.getByRole("heading", { name: `${address} is connected` }).waitFor();
  await waitForState(bystander, address, "Connected");
  await row(bystander, address).getByText("Google · connected by Adam Admin").waitFor();

  await admin.getByRole("link", { name: "Go to the list" }).click();
  await press(admin, address, "Delete");
  await question(admin).getByRole("button", { name: "Yes, delete" }).click();
  const guide = admin.getByRole("dialog", { name: `${address} is removed here` });
  await guide.getByRole("region", { name: "Google’s end" }).getByText("Closed", { exact: true }).waitFor();
  await row(bystander, address).waitFor({ state: "detached" });
  const revoked = await readFacts(relink(), { kind: "revoke" });
  expect(revoked.map(({ account }) => account)).toEqual([address]);
});
