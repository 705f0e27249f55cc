import { expect, test } from "vitest";
import { ask, readFacts } from "./asking.ts";
import { password, useBrowser } from "./browser.ts";
import { enter, escape, expectAccessible, tabTo, typeInto } from "./everyone.ts";
import { readMailedLink } from "./mailed-link.ts";
import { useRelink } from "./relink.ts";
import { question, row, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();

/** A page of a person who never touches a mouse. */
async function open(email: string | null, path: string) {
  const page = await browsers.open(relink(), email);
  await page.goto(path);
  return page;
}

test("an address is typed, its servers are found, and it is connected, by keyboard alone; a second window shows it", async () => {
  const address = "new@imap.demo.test";
  const witness = await open("member@demo.test", "/settings/email");
  await waitForState(witness, "ola@google.demo.test", "Connected");
  const page = await open("member@demo.test", "/settings/email");
  await enter(page, page.getByRole("button", { name: "Connect an inbox" }));
  const dialog = page.getByRole("dialog");
  // The dialog puts the focus there by itself.
  const field = dialog.getByLabel("E-mail address");
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.type(address);
  await dialog.getByText("Its mail is read at mail.imap.demo.test: filled in below.").waitFor();
  await expectAccessible(page);
  await typeInto(page, dialog.getByLabel("Password or app password"), password);
  await page.keyboard.press("Enter");
  await waitForState(page, address, "Connected");
  await waitForState(witness, address, "Connected");
});

test("from a row to an inbox’s page, to its reconnect link and back, by keyboard alone", async () => {
  const address = "ola@google.demo.test";
  const page = await open("member@demo.test", "/settings/email");
  await waitForState(page, address, "Connected");
  await enter(page, row(page, address).getByRole("link", { name: `Details of ${address}` }));
  await page.getByRole("heading", { name: address, level: 1 }).waitFor();
  await enter(page, page.getByRole("button", { name: `More for ${address}` }));
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(focused).toContain("Reconnect");
  await page.keyboard.press("ArrowDown");
  await expect.poll(focused).toBe("Reconnect");
  await page.keyboard.press("ArrowDown");
  await expect.poll(focused).toBe("Send a reconnect link…");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await typeInto(page, dialog.getByLabel("Mail it to"), "holder@elsewhere.test");
  await page.keyboard.press("Enter");
  await dialog.getByLabel("Link", { exact: true }).waitFor();
  await escape(page);
  await enter(page, page.getByRole("button", { name: /^Withdraw: Reconnect link, mailed to holder@/ }));
  await page.getByRole("heading", { name: "Open links" }).waitFor({ state: "detached" });
  // The button went with its link; the focus is not lost for it.
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("main");
});

test("a mailbox’s holder reconnects by the link, by keyboard alone", async () => {
  const address = "ola@google.demo.test";
  const page = await open("member@demo.test", "/settings/email");
  type Data = { inboxes: { nodes: { id: string; address: string }[] } };
  const { inboxes } = await ask<Data>(page, "{ inboxes(first: 50) { nodes { id address } } }");
  const id = inboxes.nodes.find((inbox) => inbox.address === address)?.id;
  const make = "mutation ($id: ID!) { createReconnectLink(inboxId: $id) { url } }";
  const { createReconnectLink } = await ask<{ createReconnectLink: { url: string } }>(page, make, { id });
  const holder = await open(null, createReconnectLink.url);
  await enter(holder, holder.getByRole("button", { name: "Continue to Google" }));
  await holder.waitForURL(/\/sandbox\/google\/interaction\//);
  await typeInto(holder, holder.getByLabel("E-mail"), address);
  await typeInto(holder, holder.getByLabel("Password"), password);
  await holder.keyboard.press("Enter");
  await enter(holder, holder.getByRole("button", { name: "Allow" }));
  await holder.getByRole("heading", { name: `${address} is reconnected` }).waitFor();
});

test("remove, ask IT, IT’s Done, and the receipt, by keyboard alone; the receipt grows without a reload", async () => {
  const [address, it] = ["ola@imap.demo.test", "it@elsewhere.test"];
  const page = await open("member@demo.test", "/settings/email");
  await enter(page, row(page, address).getByRole("button", { name: "Remove" }));
  await question(page).getByRole("region", { name: "Will be told" }).waitFor();
  await question(page).getByRole("region", { name: "Still using it" }).waitFor();
  await question(page).getByText("No other inbox uses this account").waitFor();
  await enter(page, question(page).getByRole("button", { name: "Yes, remove inbox" }));
  const guide = page.getByRole("dialog", { name: `${address} is removed here` });
  await typeInto(page, guide.getByLabel("E-mail address of your IT department"), it);
  await page.keyboard.press("Enter");
  await guide.getByText(`It is being mailed to ${it}.`).waitFor();
  await enter(page, guide.getByRole("link", { name: "Receipt so far" }));
  await page.getByRole("heading", { name: `Receipt for ${address}` }).waitFor();
  await expectAccessible(page);

  const link = await readMailedLink(relink(), it);
  const [department, colleague] = [await open(null, link), await open(null, link)];
  await colleague.getByRole("heading", { name: `End the access to ${address}` }).waitFor();
  await department.getByRole("heading", { name: `End the access to ${address}` }).waitFor();
  await expectAccessible(department);
  await enter(department, department.getByRole("button", { name: "Done" }));
  await department.getByRole("heading", { name: "Thank you" }).waitFor();
  // Nobody reloads: the receipt has its next revision, and the page that a colleague in IT has open is spent.
  await page.getByRole("cell", { name: "IT said that it is done." }).waitFor();
  await colleague.getByRole("heading", { name: "Thank you" }).waitFor();

  await tabTo(page, page.getByRole("link", { name: "Download (JSON)" }));
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/\.json$/);
  const printed = await page.evaluate(() => {
    let times = 0;
    window.print = () => void (times += 1);
    Reflect.set(globalThis, "printed", () => times);
    return times;
  });
  expect(printed).toBe(0);
  await page.getByRole("button", { name: "Print" }).focus();
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => Reflect.get(globalThis, "printed")())).toBe(1);
  expect(await readFacts(relink(), { kind: "imap-login-refused", account: address }), "nobody tried the password meanwhile").toEqual([]);
});

test("an API key is made and revoked by keyboard alone", async () => {
  const page = await open("superadmin@demo.test", "/settings/email");
  await enter(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "API keys" }));
  await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
  await enter(page, page.getByRole("button", { name: "Create an API key" }));
  const dialog = page.getByRole("dialog");
  await typeInto(page, dialog.getByLabel("What is it for?"), "By hand");
  await tabTo(page, dialog.getByLabel("Read inboxes"));
  await page.keyboard.press("Space");
  await expectAccessible(page);
  await enter(page, dialog.getByRole("button", { name: "Create the key" }));
  const made = page.getByRole("alertdialog");
  await enter(page, made.getByRole("button", { name: "I have it" }));
  await made.waitFor({ state: "detached" });
  await expectAccessible(page);
  await enter(page, page.getByRole("button", { name: "Revoke By hand" }));
  await enter(page, page.getByRole("alertdialog").getByRole("button", { name: "Yes, revoke" }));
  await page.getByRole("heading", { name: "No API key yet" }).waitFor();
});
