import { expect, test } from "vitest";
import { ask } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { lookAtAll, type Look } from "./looking.ts";
import { findInbox } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";
import { question } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const [member, admin, superAdmin] = ["member@demo.test", "admin@demo.test", "superadmin@demo.test"];

const attention = (name: string, email: string): Look => ({
  name,
  email,
  async open(page) {
    await page.goto("/overview");
    await page.getByRole("listitem", { name: "ola@microsoft.demo.test" }).first().waitFor();
    await page.getByRole("list", { name: "Inboxes by state" }).waitFor();
    await page.getByText("As a table").first().waitFor();
  },
});

const quiet: readonly Look[] = [
  attention("overview", member),
  attention("overview-everybody", superAdmin),
  {
    name: "overview-empty",
    email: "superadmin@other.test",
    open: (page) => page.goto("/overview").then(() => page.getByRole("heading", { name: "No inbox to watch yet" }).waitFor()),
  },
  {
    name: "migrations-empty",
    email: admin,
    open: (page) => page.goto("/migrations").then(() => page.getByRole("heading", { name: "No domain is moving" }).waitFor()),
  },
  {
    name: "migrations-start",
    email: admin,
    async open(page) {
      await page.goto("/migrations");
      await page.getByRole("button", { name: "Start a migration" }).click();
      await page.getByRole("dialog").getByLabel("Domain").waitFor();
    },
  },
];

const domain = "imap.demo.test";
const moving: readonly Look[] = [
  {
    name: "migrations",
    email: admin,
    open: (page) => page.goto("/migrations").then(() => page.getByRole("link", { name: domain, exact: true }).waitFor()),
  },
  {
    name: "migration",
    email: admin,
    async open(page) {
      await page.goto("/migrations");
      await page.getByRole("link", { name: domain, exact: true }).click();
      await page.getByRole("list", { name: "Its inboxes" }).getByRole("listitem").first().waitFor();
    },
  },
  {
    name: "migration-dismiss",
    email: admin,
    async open(page) {
      await page.goto("/migrations");
      await page.getByRole("link", { name: domain, exact: true }).click();
      await page.getByRole("button", { name: "Dismiss", exact: true }).click();
      await question(page).waitFor();
    },
  },
];

test.each(["wide", "narrow"] as const)("overview and migrations can be used by everyone, light and dark: %s", async (size) => {
  expect(await lookAtAll(relink(), browsers, quiet, size)).toEqual([]);
});

const pages = [
  { path: "/overview", email: member, shows: "Needs attention" },
  { path: "/migrations", email: admin, shows: "No domain is moving" },
] as const;

test.each(pages)("$path that can't be read says so, and is there once it is tried again", async ({ path, email, shows }) => {
  browsers.expectInConsole(/500/);
  const page = await browsers.open(relink(), email);
  const failing = (url: URL) => url.pathname === "/graphql";
  await page.goto("/notifications");
  await page.getByRole("heading", { name: "Notifications" }).first().waitFor();
  await page.route(failing, (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "no" }));
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: path === "/overview" ? "Overview" : "Migrations" })
    .click();
  await page.getByText("This page could not be read").waitFor();
  await page.unroute(failing);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: shows }).waitFor();
});

test("offline, the overview and the migrations say so, keep what they show, and catch up", async () => {
  browsers.expectInConsole(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  const [overview, migrations] = [await browsers.open(relink(), member), await browsers.open(relink(), admin)];
  const off = () =>
    overview.getByRole("list", { name: "Inboxes by state" }).getByRole("listitem").filter({ hasText: "Off" }).locator("b").innerText();
  await overview.goto("/overview");
  await expect.poll(off).toBe("1");
  await migrations.goto("/migrations");
  await migrations.getByRole("heading", { name: "No domain is moving" }).waitFor();
  for (const page of [overview, migrations]) {
    await page.context().setOffline(true);
    await page.getByText("You are offline.", { exact: true }).waitFor();
  }
  await migrations.getByRole("heading", { name: "No domain is moving" }).waitFor();
  expect(await migrations.getByRole("button", { name: "Start a migration" }).getAttribute("aria-disabled")).toBe("true");
  const [owner, starter] = [await browsers.open(relink(), member), await browsers.open(relink(), superAdmin)];
  const { id } = await findInbox(owner, "ola@google.demo.test");
  await ask(owner, "mutation ($id: ID!) { turnOffInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  await ask(starter, `mutation { startMigration(domain: "${domain}", toProvider: GOOGLE) { id } }`);
  expect(await off()).toBe("1");
  for (const page of [overview, migrations]) await page.context().setOffline(false);
  await expect.poll(off).toBe("2");
  await migrations.getByRole("link", { name: domain, exact: true }).waitFor({ timeout: 20_000 });
  await ask(owner, "mutation ($id: ID!) { turnOnInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
});

// The migration is the one that was begun above, while these pages were offline.
test.each(["wide", "narrow"] as const)(
  "overview and migrations can be used by everyone, light and dark, while one domain moves: %s",
  async (size) => {
    expect(await lookAtAll(relink(), browsers, moving, size)).toEqual([]);
  },
);
