import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask, trouble } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { enter, expectAccessible, pl, tabTo, typeInto } from "./everyone.ts";
import { useRelink } from "./relink.ts";
import { hear } from "./walking.ts";

/** Our own clock runs faster, so that what is looked at every few minutes is looked at every few seconds. */
const relink = useRelink({ RELINK_TIME_SCALE: "60" });
const browsers = useBrowser();

type Preferences = { emailOnPersonalDisconnect: boolean; digestWindowSeconds: number; fallbackEmail: string | null; locale: string };

async function stored(page: Page): Promise<Preferences> {
  type Data = { notificationPreferences: Preferences };
  const data = await ask<Data>(page, "{ notificationPreferences { emailOnPersonalDisconnect digestWindowSeconds fallbackEmail locale } }");
  return data.notificationPreferences;
}

/** The link at the foot of the newest mail to this address; quoted-printable breaks long lines. */
async function readUnsubscribeLink(to: string): Promise<string> {
  const found = async (): Promise<string | undefined> => {
    const answer = await fetch(`${relink().url}/sandbox/api/mail?to=${encodeURIComponent(to)}`);
    const mails: readonly { raw: string }[] = await answer.json();
    const raw = (mails.at(-1)?.raw ?? "").replace(/\r?\n[ \t]+/g, "");
    return /List-Unsubscribe:\s*<(https?:\/\/[^>]+\/unsubscribe\?[^>]+)>/i.exec(raw)?.[1];
  };
  await expect.poll(found, { timeout: 60_000 }).toBeTruthy();
  return (await found()) ?? "";
}

test("each change is saved, said calmly, can be taken back, and refused beside its field", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  const heard = await hear(page);
  await page.goto("/settings/email");
  await page.getByRole("navigation", { name: "General settings" }).getByRole("link", { name: "Notifications" }).click();
  await page.getByRole("heading", { name: "Notification settings" }).waitFor();
  await expectAccessible(page);

  const personal = page.getByRole("checkbox", { name: "Your own inbox is disconnected" });
  await tabTo(page, personal);
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await expect.poll(heard).toContain("Saved");
  expect((await stored(page)).emailOnPersonalDisconnect).toBe(false);
  await expectAccessible(page);
  await enter(page, page.getByRole("button", { name: "Undo" }));
  await expect.poll(async () => (await stored(page)).emailOnPersonalDisconnect).toBe(true);
  expect(await personal.isChecked()).toBe(true);

  await page.getByLabel("Gather what happens within").selectOption({ label: "5 minutes" });
  await expect.poll(async () => (await stored(page)).digestWindowSeconds).toBe(300);
  await ask(page, "mutation { updateNotificationPreferences(input: { digestWindowSeconds: 90 }) { locale } }");
  await page.reload();
  await expect.poll(() => page.getByLabel("Gather what happens within").inputValue()).toBe("90");

  const field = page.getByLabel("Another address");
  for (const [typed, said] of [
    ["nonsense", "This is not an e-mail address. Check it."],
    ["Member@demo.test", /^This is the address that you sign in with/],
  ] as const) {
    await typeInto(page, field, typed);
    await page.keyboard.press("Enter");
    await page.getByText(said).waitFor();
  }
  expect((await stored(page)).fallbackEmail).toBeNull();
  await expectAccessible(page);
  await field.fill("ola@elsewhere.test");
  await page.getByRole("button", { name: "Save address" }).click();
  await expect.poll(async () => (await stored(page)).fallbackEmail).toBe("ola@elsewhere.test");
  await page.getByRole("button", { name: "Remove address" }).click();
  await expect.poll(async () => (await stored(page)).fallbackEmail).toBeNull();
});

test("the language chosen here is that of mails and of the application, and the menu agrees", async () => {
  const page = await browsers.open(relink(), "admin@demo.test");
  await page.goto("/settings/notifications");
  await page.getByRole("radio", { name: "Polski" }).check();
  await page.getByRole("heading", { name: pl("prefs.title") }).waitFor();
  expect((await stored(page)).locale).toBe("pl");
  await expectAccessible(page);
  await page.getByRole("button", { name: /Admin/ }).click();
  const menu = page.getByRole("dialog", { name: pl("menu.label") });
  expect(await menu.getByRole("radio", { name: "Polski" }).isChecked()).toBe(true);
  await menu.getByRole("radio", { name: "English" }).check();
  await page.getByRole("heading", { name: "Notification settings" }).waitFor();
  await expect.poll(async () => (await stored(page)).locale).toBe("en");
});

test("the link in a mail asks first, stops that kind of mail, and says so without an account", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/notifications");
  await page.getByLabel("Gather what happens within").selectOption({ label: "Nothing: each mail at once" });
  await expect.poll(async () => (await stored(page)).digestWindowSeconds).toBe(0);
  await trouble(relink(), "ola@google.demo.test", { appAccess: "removed" });
  const link = await readUnsubscribeLink("member@demo.test");

  const reader = await browsers.open(relink(), null);
  await reader.goto(link);
  await reader.getByRole("heading", { name: "Stop these mails?" }).waitFor();
  await reader.getByText("Your own inbox is disconnected").waitFor();
  await expectAccessible(reader);
  expect((await stored(page)).emailOnPersonalDisconnect, "opening it changes nothing").toBe(true);
  await enter(reader, reader.getByRole("button", { name: "Yes, stop these mails" }));
  await reader.getByRole("heading", { name: "These mails have stopped" }).waitFor();
  await expectAccessible(reader);
  expect((await stored(page)).emailOnPersonalDisconnect).toBe(false);
  await reader.getByRole("button", { name: "Polski" }).click();
  await reader.getByRole("heading", { name: pl("unsub.done") }).waitFor();
  await reader.getByRole("link", { name: pl("unsub.preferences") }).click();
  await reader.getByRole("heading", { name: pl("signIn.title") }).waitFor();

  browsers.expectInConsole(/400 \(Bad Request\)/);
  for (const broken of ["/unsubscribe", "/unsubscribe?token=x&of=EVERYTHING"]) {
    await reader.goto(broken);
    await reader.getByRole("heading", { name: pl("unsub.broken") }).waitFor();
  }
  await reader.goto("/unsubscribe?token=forged&of=MIGRATION");
  await reader.getByRole("button", { name: pl("unsub.yes") }).click();
  await reader.getByRole("heading", { name: pl("unsub.broken") }).waitFor();
  await expectAccessible(reader);
});
