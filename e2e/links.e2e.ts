import { expect, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { expectAccessible } from "./everyone.ts";
import { readMailedLink } from "./mailed-link.ts";
import { useRelink } from "./relink.ts";
import { press, question, row, setOut, signInThere, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();

test("a reconnect link: sent from a row, opened without an account, in two languages, for that address alone", async () => {
  const [address, holder] = ["ola@google.demo.test", "holder@elsewhere.test"];
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await press(page, address, `More for ${address}`);
  await page.getByRole("menuitem", { name: "Send a reconnect link…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Mail it to").fill(holder);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const shown = await dialog.getByLabel("Link", { exact: true }).inputValue();
  expect(await readMailedLink(relink(), holder)).toBe(shown);

  const stranger = await browsers.open(relink(), null);
  const asked: string[] = [];
  stranger.on("request", (request) => asked.push(request.url()));
  await stranger.goto(shown);
  await stranger.getByRole("heading", { name: `Reconnect ${address}` }).waitFor();
  await stranger.getByText("Read, send and sort the mail of this account").waitFor();
  await expectAccessible(stranger);
  await stranger.getByRole("button", { name: "Polski" }).click();
  await stranger.getByRole("heading", { name: `Połącz ponownie ${address}` }).waitFor();
  await stranger.getByRole("button", { name: "English" }).click();

  await stranger.getByRole("button", { name: "Continue to Google" }).click();
  await signInThere(stranger, "second@google.demo.test");
  await stranger.getByRole("button", { name: "Allow" }).click();
  await stranger.getByText("That was another account").waitFor();
  await expectAccessible(stranger);
  await stranger.context().clearCookies();
  await stranger.getByRole("button", { name: "Continue to Google" }).click();
  await signInThere(stranger, address);
  await stranger.getByRole("button", { name: "Allow" }).click();
  await stranger.getByRole("heading", { name: `${address} is reconnected` }).waitFor();
  await expectAccessible(stranger);
  const token = new URL(shown).hash.slice(1);
  expect(
    asked.filter((url) => url.includes(token) && !url.includes("#")),
    "the token goes nowhere in an address",
  ).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();
  await waitForState(page, address, "Connected");
});

test("an IT request: sent from the guide, done without an account, followed live, and on the receipt", async () => {
  const [address, it] = ["ola@imap.demo.test", "it@elsewhere.test"];
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await press(page, address, "Remove");
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  const guide = page.getByRole("dialog", { name: `${address} is removed here` });
  await guide.getByLabel("E-mail address of your IT department").fill(it);
  await guide.getByRole("button", { name: "Send to IT" }).click();
  await guide.getByText(`It is being mailed to ${it}.`).waitFor();
  await expectAccessible(page);

  const department = await browsers.open(relink(), null);
  await department.goto(await readMailedLink(relink(), it));
  await department.getByRole("heading", { name: `End the access to ${address}` }).waitFor();
  await expectAccessible(department);
  await department.getByRole("button", { name: "Done" }).click();
  await department.getByRole("heading", { name: "Thank you" }).waitFor();

  await guide.getByRole("link", { name: "Receipt so far" }).click();
  await page.getByRole("heading", { name: `Receipt for ${address}` }).waitFor();
  await page.getByRole("cell", { name: "IT said that it is done." }).waitFor();
  await page.getByRole("cell", { name: it }).waitFor();
  await expectAccessible(page);
  await page.emulateMedia({ media: "print" });
  await page.getByRole("button", { name: "Print" }).waitFor({ state: "hidden" });
  await page.getByRole("navigation").first().waitFor({ state: "hidden" });
  expect(await row(page, address).count()).toBe(0);
});

test("a consent that an administrator gave is said on the guide, which then asks IT; and it can be taken back", async () => {
  const address = "new@microsoft.demo.test";
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await setOut(page, address, "Microsoft 365");
  await signInThere(page, address);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("link", { name: "Go to the list" }).click();
  await press(page, address, "Turn off");
  await question(page).getByRole("button", { name: "Yes, turn off" }).click();
  await press(page, address, "Remove");
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  const guide = page.getByRole("dialog", { name: `${address} is removed here` });
  await guide.getByRole("button", { name: "An administrator gave the consent" }).click();
  await guide.getByText("An administrator gave this consent, so only an administrator can end it").waitFor();
  await guide.getByLabel("E-mail address of your IT department").waitFor();
  await expectAccessible(page);
  await guide.getByRole("button", { name: "I can end it myself" }).click();
  await guide.getByText("Choose “Revoke permissions” and confirm.").waitFor();
  expect(await guide.getByLabel("E-mail address of your IT department").count()).toBe(0);
});

test("a link that is none says so, and asks nobody to sign in", async () => {
  const page = await browsers.open(relink(), null);
  for (const path of ["/r", "/it", "/r#made-up", `/it#${"A".repeat(64)}`]) {
    await page.goto("about:blank");
    await page.goto(path);
    await page.getByRole("heading", { name: "This is no link" }).waitFor();
  }
  await expectAccessible(page);
});
