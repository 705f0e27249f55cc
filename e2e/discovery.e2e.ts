import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { password, useBrowser } from "./browser.ts";
import { useRelink } from "./relink.ts";
import { press, question, row, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const address = "new@imap.demo.test";

async function typeAddress(page: Page, text: string) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(text);
  return dialog;
}

test("an address is enough: its provider or its servers are found, and an IMAP inbox is connected with a password alone", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  for (const [text, keeper, provider] of [
    ["someone@google.demo.test", "Google", "Google"],
    ["someone@microsoft.demo.test", "Microsoft 365", "Microsoft 365"],
    ["someone@outlook.demo.test", "Outlook.com", "Microsoft 365"],
  ] as const) {
    const dialog = await typeAddress(page, text);
    await dialog.getByText(`${keeper} keeps the mail of this domain.`).waitFor();
    expect(await dialog.getByRole("radio", { name: provider }).isChecked()).toBe(true);
  }
  const dialog = await typeAddress(page, address);
  await dialog.getByText("Its mail is read at mail.imap.demo.test: filled in below.").waitFor();
  expect(await dialog.getByLabel("IMAP server").inputValue()).toBe("mail.imap.demo.test");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByLabel("Password or app password").fill(password);
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await waitForState(page, address, "Connected");
});

test("an address that was removed is offered to come back before it is connected anew", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await press(page, address, "Turn off");
  await question(page).getByRole("button", { name: "Yes, turn off" }).click();
  await waitForState(page, address, "Off");
  await press(page, address, "Remove");
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  await page.getByRole("dialog", { name: `${address} is removed here` }).waitFor();
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  const dialog = await typeAddress(page, address);
  await dialog.getByRole("button", { name: "Bring it back" }).click();
  await page.getByRole("dialog", { name: `Reconnect ${address}` }).waitFor();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const back = page.getByRole("dialog");
  await back.getByLabel("Password or app password").fill(password);
  await back
    .getByLabel("Port")
    .first()
    .fill(String(await readImapPort()));
  await back.getByRole("button", { name: "Reconnect", exact: true }).click();
  await waitForState(page, address, "Connected");
  expect(await row(page, address).count()).toBe(1);
});

async function readImapPort(): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  const told: { imapHost: { imapPort: number } } = JSON.parse(await readFile(`${relink().dataDir}/sandbox/sandbox.json`, "utf8"));
  return told.imapHost.imapPort;
}
