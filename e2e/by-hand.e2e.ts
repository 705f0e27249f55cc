import { expect, test } from "vitest";
import { readFacts, trouble } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { useRelink } from "./relink.ts";
import { connectOwn, openAccountPage, press, question, stillOpenRow, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();

test("where only a person can close the provider's end, the guide leads them and the check proves it", async () => {
  const address = "new@microsoft.demo.test";
  const page = await browsers.open(relink(), "member@demo.test");
  await connectOwn(page, address, "Microsoft 365");
  await press(page, address, "Turn off");
  await question(page).getByRole("button", { name: "Yes, turn off" }).click();
  await waitForState(page, address, "Off");
  await press(page, address, "Remove");
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  const guide = page.getByRole("dialog", { name: `${address} is removed here` });
  const theirEnd = guide.getByRole("region", { name: "Microsoft’s end" });
  await theirEnd.getByText("Waits for you", { exact: true }).waitFor();
  expect(await guide.getByRole("list").getByRole("listitem").count()).toBeGreaterThan(1);
  expect(await guide.getByRole("link", { name: "Open Microsoft 365 account" }).getAttribute("href")).toBe(
    `${relink().url}/sandbox/microsoft/account`,
  );

  await guide.getByRole("button", { name: "Check whether it is closed" }).click();
  await guide.getByText("Microsoft 365 still lets us in.").waitFor();

  const account = await browsers.open(relink(), null);
  await openAccountPage(account, "microsoft", address);
  await account.getByRole("button", { name: "Remove access of Relink" }).click();
  await account.getByText("No applications have access").waitFor();

  await guide.getByRole("button", { name: "Check whether it is closed" }).click();
  await theirEnd.getByText("Closed", { exact: true }).waitFor();
  await guide.getByText("Microsoft 365 refused us: it is closed.").waitFor();
  await guide.getByRole("button", { name: "Done" }).click();
  await page.getByRole("heading", { name: "Email", exact: true }).waitFor();
  await page.getByRole("heading", { name: "Still open at the provider" }).waitFor({ state: "detached" });
  expect(await readFacts(relink(), { kind: "revoke" }), "Microsoft has nothing that could be called").toEqual([]);
});

test("what waits for a person stays in sight until it is closed", async () => {
  const address = "ola@imap.demo.test";
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await press(page, address, "Remove");
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  const guide = page.getByRole("dialog", { name: `${address} is removed here` });
  await guide.getByRole("region", { name: "The mail server’s end" }).getByText("Waits for you", { exact: true }).waitFor();
  await guide.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("heading", { name: "Still open at the provider" }).waitFor();

  await trouble(relink(), address, { password: "changed-by-it" });
  await stillOpenRow(page, address).getByRole("button", { name: "How to close it" }).click();
  await guide.getByRole("button", { name: "Check whether it is closed" }).click();
  await guide.getByRole("region", { name: "The mail server’s end" }).getByText("Closed", { exact: true }).waitFor();
  await guide.getByRole("button", { name: "Done" }).click();
  await stillOpenRow(page, address).waitFor({ state: "detached" });
});
