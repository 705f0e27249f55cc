import { expect, test } from "vitest";
import { ask } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { escape } from "./everyone.ts";
import { useRelink } from "./relink.ts";
import { question, row, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const address = "ola@google.demo.test";

async function findInbox(page: Parameters<typeof ask>[0], wanted: string) {
  const query = "{ inboxes(first: 50) { nodes { id address version } } }";
  type Data = { inboxes: { nodes: { id: string; address: string }[] } };
  const found = (await ask<Data>(page, query)).inboxes.nodes.find((inbox) => inbox.address === wanted);
  if (!found) throw new Error(`${wanted} is not there.`);
  return found;
}

test("a page that is offline says so, keeps what it shows, and catches up", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  browsers.expectInConsole(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  await page.goto("/settings/email");
  await waitForState(page, address, "Connected");
  await page.context().setOffline(true);
  await page.getByText("You are offline.", { exact: true }).waitFor();
  await waitForState(page, address, "Connected");
  const turnOff = row(page, address).getByRole("button", { name: "Turn off" });
  await row(page, address).hover();
  expect(await turnOff.getAttribute("aria-disabled")).toBe("true");

  const elsewhere = await browsers.open(relink(), "member@demo.test");
  const { id } = await findInbox(elsewhere, address);
  await ask(elsewhere, "mutation ($id: ID!) { turnOffInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  await page.context().setOffline(false);
  await waitForState(page, address, "Off");
  await page.getByText("You are offline.", { exact: true }).waitFor({ state: "detached" });
  await ask(elsewhere, "mutation ($id: ID!) { turnOnInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  await waitForState(page, address, "Connected");
});

test("turning off needs no mouse", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await waitForState(page, address, "Connected");
  const focused = async () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const tabTo = async (words: string, within = () => true as boolean | Promise<boolean>) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      if ((await focused()) === words && (await within())) return;
    }
    throw new Error(`Tab never came to ${words}.`);
  };
  const inRow = () => row(page, address).evaluate((element) => element.contains(document.activeElement));
  await tabTo("Turn off", inRow);
  const button = row(page, address).getByRole("button", { name: "Turn off" });
  expect(await button.evaluate((element) => getComputedStyle(element.parentElement ?? element).opacity), "in sight on focus").toBe("1");
  await page.keyboard.press("Enter");
  await question(page).waitFor();
  await escape(page);
  await question(page).waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Turn off");
  await page.keyboard.press("Enter");
  await question(page).waitFor();
  await tabTo("Yes, turn off");
  await page.keyboard.press("Enter");
  await waitForState(page, address, "Off");
  await question(page).waitFor({ state: "detached" });
  // The button that opened the dialog is gone; the focus is not lost for it.
  await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false);
});

test("the language changes at once and stays", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await page.getByRole("heading", { name: "Email", exact: true }).waitFor();
  await page.getByRole("button", { name: /^Ola Nowak/ }).click();
  await page.getByRole("dialog", { name: "Your account" }).getByRole("radio", { name: "Polski" }).check();
  await page.getByRole("heading", { name: "E-mail", exact: true }).waitFor();
  await row(page, "ola@microsoft.demo.test").getByText("Odłączona", { exact: true }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("pl");
  await row(page, "ola@microsoft.demo.test").getByText("Zaloguj się").waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "E-mail", exact: true }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("pl");
});

test("a page for something that is gone says so and leads on", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  for (const path of ["/inbox/not-an-id/settings/channels", "/connect/result?attempt=not-an-id"]) {
    await page.goto(path);
    await page.getByText("It is gone").waitFor();
    await page.getByRole("link", { name: "To the shared inboxes" }).waitFor();
  }
  await page.goto("/nothing/here");
  await page.getByRole("link", { name: "To your inboxes" }).click();
  await waitForState(page, "ola@microsoft.demo.test", "Disconnected");
});

test("another workspace's shared inbox looks like one that never was", async () => {
  const member = await browsers.open(relink(), "member@demo.test");
  const { sharedInboxes } = await ask<{ sharedInboxes: { id: string }[] }>(member, "{ sharedInboxes { id } }");
  const stranger = await browsers.open(relink(), "superadmin@other.test");
  await stranger.goto(`/inbox/${sharedInboxes[0]?.id}/settings/channels`);
  await stranger.getByText("It is gone").waitFor();
});

test("a wrong password is a sentence, and the right one leads to the page that was asked for", async () => {
  const page = await browsers.open(relink(), null);
  browsers.expectInConsole(/401/);
  await page.goto("/inbox");
  await page.getByLabel("E-mail").fill("member@demo.test");
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("This e-mail and password don’t go together.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill("relink-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: /^Support/ }).waitFor();
});
