import { expect, test } from "vitest";
import { readFacts } from "./asking.ts";
import { password, useBrowser } from "./browser.ts";
import { useRelink } from "./relink.ts";
import { openAccountPage, press, question, row, setOut, signInThere, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();
const address = "new@google.demo.test";

test("a personal inbox, from connecting to both ends closed, while others look on", async () => {
  const page = await browsers.open(relink(), null);
  await page.goto("/");
  await page.getByLabel("E-mail").fill("member@demo.test");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Email", exact: true }).waitFor();

  const second = await browsers.open(relink(), "member@demo.test");
  await second.goto("/settings/email");
  await waitForState(second, "ola@google.demo.test", "Connected");
  const superAdmin = await browsers.open(relink(), "superadmin@demo.test");
  await superAdmin.goto("/settings/email");
  await superAdmin.getByText("No inbox connected yet").waitFor();
  const said = (words: string) => superAdmin.getByText(`${address}: ${words}`, { exact: true }).waitFor({ state: "attached" });

  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await setOut(page, address, "Google");
  await signInThere(page, address);
  await page.getByRole("heading", { name: "Relink wants to access your account" }).waitFor();
  const told = said("Connected");
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: `${address} is connected` }).waitFor();
  await page.getByRole("link", { name: "Go to the list" }).click();
  await waitForState(page, address, "Connected");
  await waitForState(second, address, "Connected");
  await told;

  const account = await browsers.open(relink(), null);
  await openAccountPage(account, "google", address);
  await account.getByRole("heading", { name: "Relink", exact: true }).waitFor();

  const toldOff = said("Off");
  await press(page, address, "Turn off");
  await question(page).getByRole("button", { name: "Yes, turn off" }).click();
  await question(page).waitFor({ state: "detached" });
  await waitForState(page, address, "Off");
  expect(await row(page, address).getAttribute("data-muted"), "greyed").not.toBeNull();
  await waitForState(second, address, "Off");
  await toldOff;

  const toldRemoved = said("Removed");
  await press(page, address, "Remove");
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  const guide = page.getByRole("dialog", { name: `${address} is removed here` });
  await guide
    .getByRole("region", { name: "Our end" })
    .getByText(/^Closed /)
    .waitFor();
  // By itself: nobody reloads or presses anything.
  await guide.getByRole("region", { name: "Google’s end" }).getByText("Closed", { exact: true }).waitFor();
  await guide.getByText("Both ends are closed, and that was checked.").waitFor();
  await row(page, address).waitFor({ state: "detached" });
  await row(second, address).waitFor({ state: "detached" });
  await toldRemoved;

  await openAccountPage(account, "google", address);
  await account.getByText("No applications have access").waitFor();
  const facts = await readFacts(relink());
  const grant = facts.find(({ kind, account: of }) => kind === "consent" && of === address)?.detail["grant"];
  expect(grant).toBeTypeOf("string");
  const revoked = facts.filter(({ kind }) => kind === "revoke");
  expect(
    revoked.map((fact) => [fact.account, fact.detail["grant"]]),
    "for that grant and no other",
  ).toEqual([[address, grant]]);
});
