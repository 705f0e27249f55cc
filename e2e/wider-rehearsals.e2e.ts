import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { isConnected, makeAllConnected, reconnect, whyAndWhat } from "./coming-back.ts";
import { google, microsoft } from "./rehearsal-table.ts";
import { countMails, findInbox, type Notice, noticesOf, Panel, toldOnce, unhurried, waitUntil } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";
import { signInThere } from "./walking.ts";

// Troubles that are not an inbox's own access: its sending, its domain, our application. Every minute is a second.
const relink = useRelink({ RELINK_TIME_SCALE: "60", RELINK_WAITS: unhurried });
const browsers = useBrowser();

const adminEmails = ["admin@demo.test", "superadmin@demo.test"] as const;

/** The titles of what somebody was told since, the newest first. */
async function toldSince(page: Page, before: readonly Notice[]): Promise<readonly string[]> {
  const seen = new Set(before.map(({ id }) => id));
  return (await noticesOf(page)).filter(({ id }) => !seen.has(id)).map(({ title }) => title);
}

/** It is over for them, too: the notice no longer counts as one that waits for them. */
async function isClosed(page: Page, { id }: Notice): Promise<void> {
  const closedAt = async () => (await noticesOf(page)).find((notice) => notice.id === id)?.closedAt ?? null;
  await expect.poll(closedAt).not.toBeNull();
}

test("sending that is switched off is shown on the open page, told to nobody as trouble, and disconnects nothing", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await makeAllConnected(relink(), page);
  const panel = new Panel(await browsers.open(relink(), null));
  const before = await noticesOf(page);
  const mails = await countMails(relink(), "member@demo.test", microsoft);
  await isConnected(page, microsoft);
  const sending = (words: string) => page.getByRole("region", { name: "Both ends" }).getByText(words, { exact: true }).isVisible();
  // A look while another one runs, also one that began by itself, is none of its own; and ten a minute are let through.
  const lookUntil = (words: string) =>
    expect
      .poll(
        async () => {
          await page.getByRole("button", { name: "Check now" }).click();
          await wait(2_000);
          return sending(words);
        },
        { timeout: 120_000, interval: 5_000, message: words },
      )
      .toBe(true);
  await lookUntil("Works");
  await panel.begin("Switch sending off", microsoft);
  await panel.isOn(`Sending switched off: ${microsoft}`);
  await lookUntil("Switched off there");
  await whyAndWhat(page)
    .getByText(/Reading works; sending is switched off at the provider/)
    .waitFor();
  expect(await whyAndWhat(page).getByText("Nothing to do").count()).toBe(0);
  expect((await findInbox(page, microsoft)).state).toBe("CONNECTED");
  await panel.end(`Sending switched off: ${microsoft}`);
  await lookUntil("Works");
  await isConnected(page, microsoft);
  expect((await toldSince(page, before)).filter((title) => title.includes(microsoft))).toEqual([]);
  expect(await countMails(relink(), "member@demo.test", microsoft)).toBe(mails);
});

test("a lapsed client secret is nobody’s fault but the operator’s: nothing is disconnected, admins are told of it and of its end", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await makeAllConnected(relink(), page);
  const panel = new Panel(await browsers.open(relink(), null));
  const admins = await Promise.all(adminEmails.map((email) => browsers.open(relink(), email)));
  const [before, toAdmins] = [await noticesOf(page), await Promise.all(admins.map(noticesOf))];
  await panel.begin("Lapse the client secret", "Google");
  await panel.isOn("Client secret lapsed: Google");
  const { id } = await findInbox(page, google);
  await page.goto(`/inboxes/${id}`);
  await page.getByRole("button", { name: "Check now" }).click();
  await page.getByRole("table", { name: "Checks" }).getByText("Relink itself was refused").first().waitFor();
  const refused = await Promise.all(admins.map((admin, at) => toldOnce(admin, toAdmins[at] ?? [], "Google refuses our application")));
  expect((await findInbox(page, google)).state).toBe("CONNECTED");
  await panel.end("Client secret lapsed: Google");
  await page.getByRole("button", { name: "Check now" }).click();
  for (const [at, admin] of admins.entries()) {
    await toldOnce(admin, toAdmins[at] ?? [], "Google accepts our application again", 60_000);
    if (refused[at]) await isClosed(admin, refused[at]);
  }
  await isConnected(page, google);
  expect(await toldSince(page, before), "those whose inboxes it touched have nothing to do").toEqual([]);
});

test("a name server that fails proves no move: a refusal keeps its own reason, and the way back goes to the same provider", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await makeAllConnected(relink(), page);
  const panel = new Panel(await browsers.open(relink(), null));
  const admin = await browsers.open(relink(), "admin@demo.test");
  const [before, toAdmin] = [await noticesOf(page), await noticesOf(admin)];
  await panel.begin("Let DNS fail", "google.demo.test");
  await panel.isOn("DNS fails: google.demo.test");
  await panel.begin("Revoke access", google);
  // A refusal for good has the domain looked up at once.
  await waitUntil(page, google, "DISCONNECTED");
  expect((await findInbox(page, google)).disconnection?.reason).toBe("ACCESS_REVOKED");
  const notice = await toldOnce(page, before, `${google} is disconnected`);
  await reconnect(relink(), page, google, "relink-demo");
  await isConnected(page, google);
  await isClosed(page, notice);
  expect(await toldSince(page, before)).toEqual([`${google} is connected again`, `${google} is disconnected`]);
  expect(await toldSince(admin, toAdmin), "nothing that is theirs").toEqual([]);
  await admin.goto("/migrations");
  await admin.getByRole("heading", { name: "No domain is moving" }).waitFor();
  await panel.isOff(`Access revoked: ${google}`);
  await panel.end("DNS fails: google.demo.test");
  await isConnected(page, google);
});

// The last one: afterwards the member's inbox is at the other provider.
test("a domain that moves is one notice with its new provider, and the inbox comes back there", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await makeAllConnected(relink(), page);
  const panel = new Panel(await browsers.open(relink(), null));
  const before = await noticesOf(page);
  await panel.begin("Move the domain’s MX", "google.demo.test");
  await panel.isOn("Domain moved: google.demo.test");
  await panel.begin("Revoke access", google);
  await waitUntil(page, google, "DISCONNECTED");
  const moved = async () => (await findInbox(page, google)).disconnection?.reason;
  await expect.poll(moved, { timeout: 60_000, interval: 500 }).toBe("PROVIDER_MIGRATED");
  const notice = await toldOnce(page, before, "google.demo.test has moved to Microsoft");
  expect(notice.body).toMatch(/each continues, with its history, once it is signed in at Microsoft\./);
  const { id } = await findInbox(page, google);
  await page.goto(`/inboxes/${id}`);
  await whyAndWhat(page)
    .getByText(/mail has moved to another provider/)
    .waitFor();
  await whyAndWhat(page).getByRole("button", { name: "Reconnect" }).click();
  const dialog = page.getByRole("dialog", { name: `Reconnect ${google}` });
  await dialog.getByRole("radio", { name: "Microsoft 365" }).check();
  await dialog.locator("button[type=submit]").click();
  await signInThere(page, google);
  await page.getByRole("button", { name: "Allow" }).click();
  await waitUntil(page, google, "CONNECTED");
  expect((await findInbox(page, google)).id).toBe(id);
  await isConnected(page, google);
  // The domain's own notice stays until none of its inboxes waits any more.
  const open = async () =>
    (await noticesOf(page)).filter(({ title, closedAt }) => closedAt === null && title === `${google} is disconnected`);
  await expect.poll(open).toEqual([]);
});
