import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { readFacts } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { en, escape, expectAccessible, pl, say } from "./everyone.ts";
import { useRelink } from "./relink.ts";
import { hear, row, setOut, signInThere, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();

async function beginToConnect(page: Page, address: string): Promise<void> {
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await setOut(page, address, "Google");
}

async function beginWithImap(
  page: Page,
  address: string,
  given: { readonly host: string; readonly port: string; readonly password: string },
) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail address").fill(address);
  // What is looked up by itself fills the fields; what a person types comes after it.
  await dialog.getByText("Its mail is read at mail.imap.demo.test").waitFor();
  await dialog.getByRole("radio", { name: "IMAP" }).check();
  await dialog.getByLabel("Password or app password").fill(given.password);
  await dialog.getByLabel("IMAP server").fill(given.host);
  await dialog.getByLabel("Port").first().fill(given.port);
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  return dialog;
}

async function readImapPort(): Promise<string> {
  const told: { imapHost: { imapPort: number } } = JSON.parse(await readFile(`${relink().dataDir}/sandbox/sandbox.json`, "utf8"));
  return String(told.imapHost.imapPort);
}

test("signing in by mistake as another account says both addresses and leaves that inbox alone", async () => {
  const [wanted, mistaken] = ["new@google.demo.test", "ola@google.demo.test"];
  const page = await browsers.open(relink(), "member@demo.test");
  const heard = await hear(page);
  await beginToConnect(page, wanted);
  await signInThere(page, mistaken);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: "That was another account" }).waitFor();
  await page.getByText(`You wanted to connect ${wanted}, but signed in as ${mistaken}.`).waitFor();

  await page.getByRole("link", { name: "Go to the list" }).click();
  await waitForState(page, mistaken, "Connected");
  expect(await row(page, wanted).count()).toBe(0);
  const its = row(page, mistaken);
  await its.hover();
  await its.getByRole("button", { name: `More for ${mistaken}` }).click();
  await page.getByRole("menuitem", { name: "Check now" }).click();
  await expect.poll(heard).toContain(`${mistaken} was checked: it works.`);
  expect(await readFacts(relink(), { kind: "revoke" }), "the unused grant is of an account in use").toEqual([]);
});

test("another account at Microsoft: what was allowed there stays open, and the page says in both languages how to end it", async () => {
  const [wanted, mistaken, provider] = ["new@microsoft.demo.test", "free@outlook.demo.test", "Microsoft 365"] as const;
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await setOut(page, wanted, provider);
  await signInThere(page, mistaken);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: "That was another account" }).waitFor();
  await page.getByText(say(en, "attempt.unused", { provider })).waitFor();
  const guide = page.getByRole("region", { name: "Remove Relink from your Microsoft account" });
  await guide.getByText(mistaken, { exact: true }).waitFor();
  await expectAccessible(page);
  const inPolish = await browsers.open(relink(), "member@demo.test", { locale: "pl-PL" });
  await inPolish.goto(page.url());
  await inPolish.getByText(pl("attempt.unused", { provider })).waitFor();
  await inPolish.getByRole("region", { name: "Usuń aplikację Relink ze swojego konta Microsoft" }).waitFor();
  await expectAccessible(inPolish);

  const account = guide.getByRole("link", { name: `Open ${provider} account` });
  await page.goto((await account.getAttribute("href")) ?? "");
  await page.getByRole("button", { name: "Remove access of Relink" }).click();
  await page.getByText("Relink no longer has access.").waitFor();
});

test("an access that is declined says so, and trying again leads on", async () => {
  const address = "new@google.demo.test";
  const page = await browsers.open(relink(), "member@demo.test");
  await beginToConnect(page, address);
  await signInThere(page, address);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "The access was declined" }).waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  expect(await page.getByRole("dialog").getByLabel("E-mail address").inputValue()).toBe(address);
  await setOut(page, address, "Google");
  await page
    .getByRole("button", { name: `Continue as ${address}` })
    .or(page.getByLabel("Password"))
    .first()
    .waitFor();
  await signInThere(page, address);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: `${address} is connected` }).waitFor();
});

test("a permission that is left out is named", async () => {
  const address = "second@google.demo.test";
  const page = await browsers.open(relink(), "member@demo.test");
  await beginToConnect(page, address);
  await signInThere(page, address);
  await page.getByRole("checkbox").uncheck();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: "A permission is missing" }).waitFor();
  await page.getByRole("link", { name: "Go to the list" }).click();
  await waitForState(page, "ola@google.demo.test", "Connected");
  expect(await row(page, address).count()).toBe(0);
});

/** What Microsoft sends the browser back with, in its own words (providers.md 2.6). */
const answers = [
  [
    "error=consent_required&error_description=AADSTS90094%3A+An+administrator+must+consent.",
    "attempt.ADMIN_CONSENT_REQUIRED",
    "AADSTS90094",
  ],
  ["error=access_denied&error_description=AADSTS65004%3A+User+declined+to+consent.", "attempt.CONSENT_DECLINED", "AADSTS65004"],
  ["error=temporarily_unavailable", "attempt.PROVIDER_UNAVAILABLE", null],
] as const;

test("what an organisation or a provider in trouble says is told in both languages, light and dark, with the way on", async () => {
  const address = "new@microsoft.demo.test";
  const page = await browsers.open(relink(), "member@demo.test");
  const inPolish = await browsers.open(relink(), "member@demo.test", { locale: "pl-PL" });
  for (const [answer, title, code] of answers) {
    const asked = page.waitForRequest((request) => new URL(request.url()).searchParams.has("state"), { timeout: 120_000 });
    await page.goto("/settings/email");
    await page.getByRole("button", { name: "Connect an inbox" }).click();
    await setOut(page, address, "Microsoft 365");
    const state = new URL((await asked).url()).searchParams.get("state") ?? "";
    await page.waitForURL(/\/sandbox\/microsoft\/interaction\//);
    await page.goto(`/connect/callback/microsoft?${answer}&state=${encodeURIComponent(state)}`);
    const provider = "Microsoft 365";
    await page.getByRole("heading", { name: say(en, title, { provider, address }), level: 1 }).waitFor();
    await page.getByText(say(en, `${title}.words`, { provider, address })).waitFor();
    if (code !== null) await page.getByText(`The provider’s code: ${code}`).waitFor();
    await expectAccessible(page);
    await inPolish.goto(page.url());
    await inPolish.getByText(pl(`${title}.words`, { provider, address })).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    expect(await page.getByRole("dialog").getByLabel("E-mail address").inputValue()).toBe(address);
    await escape(page);
    await page.getByRole("link", { name: "Go to the list" }).click();
    await waitForState(page, "ola@google.demo.test", "Connected");
  }
});

test("IMAP details that are wrong are said beside their field; right ones connect", async () => {
  const address = "new@imap.demo.test";
  const [host, port] = ["mail.imap.demo.test", await readImapPort()];
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Connect an inbox" }).click();

  const dialog = await beginWithImap(page, address, { host, port, password: "not-this-one" });
  const field = dialog.getByLabel("Password or app password");
  await dialog.getByText("The server did not accept this user name and password.").waitFor();
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  const described = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
  const said = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).innerText()));
  expect(said.join(" ")).toContain("did not accept");

  await beginWithImap(page, address, { host: "badcert.demo.test", port, password: "relink-demo" });
  await dialog.getByText("certificate is not valid for this name").waitFor();
  await beginWithImap(page, address, { host: "nowhere.demo.test", port, password: "relink-demo" });
  await dialog.getByText("No mail server is known by this name").waitFor();

  await beginWithImap(page, address, { host, port, password: "relink-demo" });
  await dialog.waitFor({ state: "detached" });
  await waitForState(page, address, "Connected");

  await page.getByRole("button", { name: "Connect an inbox" }).click();
  await beginWithImap(page, address, { host, port, password: "relink-demo" });
  await page.getByRole("dialog").getByText("This address is connected in this workspace already.").waitFor();
});

test("a way back from the provider that belongs to nobody is a page, not an error", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/connect/callback/google?state=made-up&code=made-up");
  await page.getByRole("heading").first().waitFor();
  expect(new URL(page.url()).pathname).toBe("/connect/result");
  await page.getByText("It is gone").waitFor();
});
