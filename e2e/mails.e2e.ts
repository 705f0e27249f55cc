import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type ParsedMail, simpleParser } from "mailparser";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask, trouble } from "./asking.ts";
import { password, useBrowser } from "./browser.ts";
import { findInbox } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";

/** Our own clock runs faster, so that a refusal is looked at again after 5 s. */
const relink = useRelink({ RELINK_TIME_SCALE: "6" });
const browsers = useBrowser();
/** A folder for pictures of all mails, to be looked at by a person. */
const shots = process.env["RELINK_E2E_SHOTS"];

const superAdmin = "superadmin@demo.test";
const admin = "admin@demo.test";
const member = "member@demo.test";
const channel = "support@google.demo.test";
const billing = "billing@imap.demo.test";

/** As the server took it: the newest to this address with such a subject. */
async function readMail(to: string, subject: RegExp): Promise<ParsedMail> {
  let found: ParsedMail | undefined;
  const find = async () => {
    const answer = await fetch(`${relink().url}/sandbox/api/mail?to=${encodeURIComponent(to)}`);
    const mails: readonly { raw: string }[] = await answer.json();
    const parsed = await Promise.all(mails.map(({ raw }) => simpleParser(raw)));
    found = parsed.findLast((mail) => subject.test(mail.subject ?? ""));
    return found === undefined ? parsed.map((mail) => mail.subject) : "found";
  };
  await expect.poll(find, { timeout: 60_000, message: `${String(subject)} to ${to}` }).toBe("found");
  if (found === undefined) throw new Error("It was found.");
  return found;
}

async function open(email: string, preferences: Readonly<Record<string, unknown>>): Promise<Page> {
  const page = await browsers.open(relink(), email);
  const mutation =
    "mutation ($input: NotificationPreferencesInput!) { updateNotificationPreferences(input: $input) { locale digestWindowSeconds } }";
  await ask(page, mutation, { input: preferences });
  return page;
}

const verbs = {
  check: "mutation ($id: ID!) { checkInboxNow(input: { inboxId: $id }) { inbox { id } } }",
  link: "mutation ($id: ID!, $to: EmailAddress!) { createReconnectLink(inboxId: $id, sendTo: $to) { sentTo } }",
  it: "mutation ($id: ID!, $to: EmailAddress!) { sendItRequest(inboxId: $id, sendTo: $to) { inbox { id } } }",
  deleteChannel: "mutation ($id: ID!) { deleteChannel(input: { inboxId: $id }) { inbox { id } } }",
  turnOff: "mutation ($id: ID!) { turnOffInbox(input: { inboxId: $id }) { inbox { id } } }",
  remove: "mutation ($id: ID!) { removeInbox(input: { inboxId: $id }) { inbox { id } } }",
};

async function askForPassword(page: Page, email: string): Promise<void> {
  const headers = { origin: relink().url };
  const answer = await page.context().request.post("/api/auth/request-password-reset", { data: { email, redirectTo: "/" }, headers });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Everything that is mailed to somebody: by name, with the language that it has to be in. */
async function sendAll(): Promise<ReadonlyMap<string, ParsedMail>> {
  const sofia = await open(superAdmin, { locale: "en", digestWindowSeconds: 0 });
  const adam = await open(admin, { locale: "pl", digestWindowSeconds: 0 });
  // Two minutes are 20 s here: what happens to Ola's inboxes meanwhile comes in one mail.
  await open(member, { locale: "pl", digestWindowSeconds: 120 });
  const [support, bills, own, other] = await Promise.all(
    [channel, billing, "ola@google.demo.test", "ola@microsoft.demo.test"].map((address) => findInbox(sofia, address)),
  );
  const mails = new Map<string, ParsedMail>();
  await trouble(relink(), channel, { appAccess: "removed" });
  await ask(sofia, verbs.check, { id: support?.id });
  mails.set("disconnected-en", await readMail(superAdmin, /is disconnected$/));
  mails.set("disconnected-pl", await readMail(admin, /odłączona$/));
  for (const [language, page] of [["en", sofia] as const, ["pl", adam] as const]) {
    const to = `holder.${language}@elsewhere.test`;
    await ask(page, verbs.link, { id: support?.id, to });
    mails.set(`link-${language}`, await readMail(to, /support@google/));
  }
  await Promise.all([
    ask(sofia, verbs.deleteChannel, { id: bills?.id }),
    ask(sofia, verbs.turnOff, { id: own?.id }),
    ask(sofia, verbs.remove, { id: other?.id }),
  ]);
  mails.set("many-pl", await readMail(member, /sprawy wymagają uwagi$/));
  mails.set("deleted-pl", await readMail(admin, /billing@imap/));
  for (const [language, page, email] of [["en", sofia, superAdmin] as const, ["pl", adam, admin] as const]) {
    const to = `it.${language}@elsewhere.test`;
    await ask(page, verbs.it, { id: bills?.id, to });
    mails.set(`it-${language}`, await readMail(to, /billing@imap/));
    await askForPassword(page, email);
    mails.set(`password-${language}`, await readMail(email, /new password|Nowe hasło/));
  }
  return mails;
}

const linksIn = (text: string): string[] => text.match(/https?:\/\/[^\s"<>]+/g) ?? [];

/** It says the same in both forms, in its language, leads only to us, and tells no secret but the one in its own link. */
function judge(name: string, { subject = "", text = "", html }: ParsedMail): void {
  const page = String(html).replaceAll("&amp;", "&");
  expect(page, name).toContain(`lang="${name.slice(-2)}"`);
  const hrefs = [...page.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href);
  expect(new Set(hrefs), `${name}: the same links`).toEqual(new Set(linksIn(text)));
  for (const href of hrefs) expect(href.startsWith(`${relink().url}/`), `${name}: ${href}`).toBe(true);
  for (const part of [subject, text, page]) expect(part, name).not.toMatch(/undefined|null|\[object|NaN|\{\w+\}/);
  for (const part of [subject, text, page]) expect(part, name).not.toContain(password);
  expect(page, `${name}: nothing is loaded from anywhere`).not.toMatch(/<img|<script|src=|@import|url\(/);
}

/** A mail is shown within its reader's page, which has the landmarks and the heading. */
const ofPages = ["region", "landmark-one-main", "page-has-heading-one"];

async function look(page: Page, name: string): Promise<readonly string[]> {
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `mail-${name}.png`), fullPage: true });
  }
  const { violations } = await new AxeBuilder({ page }).disableRules(ofPages).analyze();
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  const found = violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.html).join(" ")}`);
  return tooWide ? [...found, `${name}: wider than the page`] : found;
}

const names = [
  ...["disconnected-en", "disconnected-pl", "deleted-pl", "many-pl", "link-en", "link-pl", "it-en", "it-pl"],
  ...["password-en", "password-pl"],
];
let mails: ReadonlyMap<string, ParsedMail> = new Map();

test("every mail comes, in its reader's language", async () => {
  mails = await sendAll();
  expect([...mails.keys()].toSorted()).toEqual(names.toSorted());
});

test.each(names)("%s says the same in both forms, and can be read by everyone", async (name) => {
  const mail = mails.get(name);
  if (!mail) throw new Error(`${name} was not sent.`);
  judge(name, mail);
  const reader = await browsers.open(relink(), null);
  await reader.setContent(String(mail.html));
  expect(await reader.title()).toBe(mail.subject);
  const findings: string[] = [];
  for (const [size, width] of [["wide", 1280] as const, ["narrow", 390] as const]) {
    await reader.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["light", "dark"] as const) {
      await reader.emulateMedia({ colorScheme });
      findings.push(...(await look(reader, `${name}-${size}-${colorScheme}`)));
    }
  }
  expect(findings).toEqual([]);
});

test("the IT department's link works once", async () => {
  const { text = "" } = await readMail("it.pl@elsewhere.test", /billing@imap/);
  const [link = ""] = linksIn(text);
  const department = await browsers.open(relink(), null);
  await department.goto(link);
  await department.getByRole("button", { name: "Done" }).click();
  await department.getByRole("heading", { name: "Thank you" }).waitFor();
  await department.reload();
  await department.getByRole("heading", { name: "Thank you" }).waitFor();
  expect(await department.getByRole("button", { name: "Done" }).count()).toBe(0);
});
