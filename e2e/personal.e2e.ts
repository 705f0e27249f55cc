import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { readFacts } from "./asking.ts";
import { password, useBrowser } from "./browser.ts";
import { useRelink } from "./relink.ts";
import { connectOwn, hear, openAccountPage, press, question, row, setOut, signInThere, waitForState } from "./walking.ts";

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
  const heard = await hear(superAdmin);
  await superAdmin.goto("/settings/email");
  await superAdmin.getByText("No inbox connected yet").waitFor();
  const told = (state: string) => expect.poll(heard).toContain(`${address}: ${state}`);

  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await setOut(page, address, "Google");
  await signInThere(page, address);
  await page.getByRole("heading", { name: "Relink wants to access your account" }).waitFor();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: `${address} is connected` }).waitFor();
  await page.getByRole("link", { name: "Go to the list" }).click();
  await waitForState(page, address, "Connected");
  await waitForState(second, address, "Connected");
  await told("Connected");

  const account = await browsers.open(relink(), null);
  await openAccountPage(account, "google", address);
  await account.getByRole("heading", { name: "Relink", exact: true }).waitFor();

  await press(page, address, "Turn off");
  await question(page).getByRole("button", { name: "Yes, turn off" }).click();
  await question(page).waitFor({ state: "detached" });
  await waitForState(page, address, "Off");
  expect(await row(page, address).getAttribute("data-muted"), "greyed").not.toBeNull();
  await waitForState(second, address, "Off");
  await told("Off");

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
  await told("Removed");

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

/** Resolves once the page's socket has brought an event of this type. */
function eventReceived(page: Page, type: string): Promise<void> {
  return new Promise((done) => {
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        if (String(payload).includes(`"${type}"`)) done();
      });
    });
  });
}

/** How the Google-like provider answers a request to revoke; null for as it should. */
async function setRevokeReply(revokeReply: "503" | null): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${relink().url}/sandbox/api/oauth/google`, {
    method: "POST",
    headers,
    body: JSON.stringify({ revokeReply }),
  });
  expect(answer.status).toBe(200);
}

test("an answer that was on its way when the provider's end closed does not hide that it did", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  const closed = eventReceived(page, "PROVIDER_ACCESS_REVOKED");
  await connectOwn(page, address, "Google");
  await press(page, address, "Turn off");
  await question(page).getByRole("button", { name: "Yes, turn off" }).click();
  await waitForState(page, address, "Off");
  await press(page, address, "Remove");
  let held = "";
  await page.route("**/graphql", async (route) => {
    if (held !== "" || !(route.request().postData() ?? "").includes("ProviderEndPage")) return route.continue();
    const answer = await route.fetch();
    held = await answer.text();
    await setRevokeReply(null);
    await closed;
    return route.fulfill({ response: answer });
  });
  await setRevokeReply("503");
  await question(page).getByRole("button", { name: "Yes, remove inbox" }).click();
  const guide = page.getByRole("dialog", { name: `${address} is removed here` });
  await guide.getByRole("region", { name: "Google’s end" }).getByText("Closed", { exact: true }).waitFor({ timeout: 60_000 });
  expect(held, "the answer that was held back").toContain('"REVOKING"');
});
