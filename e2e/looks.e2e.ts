import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { lookAtAll, type Look } from "./looking.ts";
import { useRelink } from "./relink.ts";
import { press, question, row, setOut, signInThere, stillOpenRow, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const member = "member@demo.test";
const admin = "admin@demo.test";
const superAdmin = "superadmin@demo.test";

async function openEmail(page: Page): Promise<void> {
  await page.goto("/settings/email");
  await waitForState(page, "ola@google.demo.test", "Connected");
}

async function openSupport(page: Page): Promise<void> {
  await page.goto("/inbox");
  await page.getByRole("link", { name: /^Support/ }).click();
  await waitForState(page, "billing@imap.demo.test", "Connected");
}

async function openConnect(page: Page): Promise<void> {
  await openEmail(page);
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await page.getByRole("dialog").getByLabel("E-mail address").waitFor();
}

const before: readonly Look[] = [
  { name: "sign-in", email: null, open: (page) => page.goto("/sign-in").then(() => page.getByLabel("E-mail").waitFor()) },
  { name: "email", email: member, open: openEmail },
  {
    name: "email-row",
    email: member,
    async open(page) {
      await openEmail(page);
      await row(page, "ola@google.demo.test").hover();
    },
  },
  {
    name: "email-empty",
    email: admin,
    open: (page) => page.goto("/settings/email").then(() => page.getByText("No inbox connected yet").waitFor()),
  },
  {
    name: "turn-off",
    email: member,
    async open(page) {
      await openEmail(page);
      await press(page, "ola@google.demo.test", "Turn off");
      await question(page).waitFor();
    },
  },
  {
    name: "remove",
    email: member,
    async open(page) {
      await openEmail(page);
      await press(page, "ola@imap.demo.test", "Remove");
      await question(page).getByRole("region", { name: "Will be told" }).waitFor();
    },
  },
  { name: "connect", email: member, open: openConnect },
  {
    name: "connect-google",
    email: member,
    async open(page) {
      await openConnect(page);
      await page.getByRole("radio", { name: "Google" }).check();
    },
  },
  {
    name: "connect-imap",
    email: member,
    async open(page) {
      await openConnect(page);
      await page.getByRole("radio", { name: "IMAP" }).check();
      await page.getByLabel("Password or app password").waitFor();
    },
  },
  {
    name: "connect-refused",
    email: member,
    async open(page) {
      await openConnect(page);
      await setOut(page, "new@google.demo.test", "Google");
      await signInThere(page, "new@google.demo.test");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("heading", { name: "The access was declined" }).waitFor();
    },
  },
  {
    name: "account",
    email: member,
    async open(page) {
      await openEmail(page);
      await page.getByRole("button", { name: /^Ola Nowak/ }).click();
      await page.getByRole("dialog", { name: "Your account" }).waitFor();
    },
  },
  {
    name: "bell",
    email: member,
    async open(page) {
      await openEmail(page);
      await page.getByRole("button", { name: /^Notifications/ }).click();
      await page.getByRole("listitem", { name: "ola@microsoft.demo.test is disconnected" }).waitFor();
    },
  },
  {
    name: "notifications",
    email: member,
    open: (page) =>
      page.goto("/notifications").then(() => page.getByRole("listitem", { name: "ola@microsoft.demo.test is disconnected" }).waitFor()),
  },
  {
    name: "preferences",
    email: member,
    open: (page) => page.goto("/settings/notifications").then(() => page.getByLabel("Another address").waitFor()),
  },
  {
    name: "webhooks-empty",
    email: superAdmin,
    open: (page) => page.goto("/webhooks").then(() => page.getByText("No webhook yet").waitFor()),
  },
  {
    name: "webhooks-add",
    email: superAdmin,
    async open(page) {
      await page.goto("/webhooks");
      await page.getByRole("button", { name: "Add an endpoint" }).click();
      await page.getByRole("radio", { name: "Chosen types" }).check();
    },
  },
  { name: "inboxes", email: admin, open: (page) => page.goto("/inbox").then(() => page.getByRole("link", { name: /^Support/ }).waitFor()) },
  {
    name: "create-shared-inbox",
    email: admin,
    async open(page) {
      await page.goto("/inbox");
      await page.getByRole("button", { name: "Create a shared inbox" }).click();
      await page.getByRole("dialog").getByLabel("Name").waitFor();
    },
  },
  { name: "channels", email: admin, open: openSupport },
  {
    name: "delete",
    email: admin,
    async open(page) {
      await openSupport(page);
      await press(page, "billing@imap.demo.test", "Delete");
      await question(page).getByRole("region", { name: "Will be told" }).getByText("Ola Nowak").waitFor();
    },
  },
  {
    name: "gone",
    email: member,
    open: (page) => page.goto("/inbox/none/settings/channels").then(() => page.getByText("It is gone").waitFor()),
  },
  {
    name: "not-found",
    email: member,
    open: (page) => page.goto("/nothing/here").then(() => page.getByText("There is no such page").first().waitFor()),
  },
];

const after: readonly Look[] = [
  {
    name: "still-open",
    email: member,
    open: (page) => openEmail(page).then(() => page.getByRole("heading", { name: "Still open at the provider" }).waitFor()),
  },
  {
    name: "guide",
    email: member,
    async open(page) {
      await openEmail(page);
      await stillOpenRow(page, "ola@microsoft.demo.test").getByRole("button", { name: "How to close it" }).click();
      await page.getByRole("dialog").getByText("Waits for you", { exact: true }).waitFor();
    },
  },
];

// Some forty pages and dialogs, each twice: beside another file it takes minutes.
const longMs = 900_000;

test.each(["wide", "narrow"] as const)(
  "every page and dialog can be used by everyone, light and dark: %s",
  async (size) => {
    expect(await lookAtAll(relink(), browsers, before, size)).toEqual([]);
  },
  longMs,
);

test("so can the guide for the provider's end", async () => {
  const page = await browsers.open(relink(), member);
  type Data = { inboxes: { nodes: { id: string; address: string }[] } };
  const { inboxes } = await ask<Data>(page, "{ inboxes(first: 50) { nodes { id address } } }");
  for (const address of ["ola@microsoft.demo.test", "ola@imap.demo.test"]) {
    const id = inboxes.nodes.find((inbox) => inbox.address === address)?.id;
    await ask(page, "mutation ($id: ID!) { removeInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  }
  expect(await lookAtAll(relink(), browsers, after, "wide")).toEqual([]);
  expect(await lookAtAll(relink(), browsers, after, "narrow")).toEqual([]);
});
