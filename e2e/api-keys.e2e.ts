import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { expectAccessible } from "./everyone.ts";
import { useRelink } from "./relink.ts";

const relink = useRelink();
const browsers = useBrowser();

/** What the API answers a program with this key. */
async function askWith(key: string): Promise<unknown> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  const answer = await fetch(`${relink().url}/graphql`, {
    method: "POST",
    headers,
    body: JSON.stringify({ query: "{ viewer { scopes } }" }),
  });
  return answer.json();
}

test("a super admin creates a key, sees it once, and revokes it; another page follows live; nobody else is offered it", async () => {
  const [page, witness] = [await browsers.open(relink(), "superadmin@demo.test"), await browsers.open(relink(), "superadmin@demo.test")];
  await witness.goto("/settings/api-keys");
  await witness.getByRole("heading", { name: "No API key yet" }).waitFor();
  await page.goto("/settings/email");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "API keys" }).click();
  await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Create an API key" }).click();

  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What is it for?").fill("Nightly export");
  await dialog.getByLabel("Read inboxes").check();
  await dialog.getByLabel("Follow events").check();
  await dialog.getByLabel("When does it end?").selectOption({ label: "In 30 days" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create the key" }).click();

  const made = page.getByRole("alertdialog", { name: "The key “Nightly export”" });
  const key = await made.getByLabel("API key", { exact: true }).inputValue();
  expect(key).toMatch(/^rlk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
  await expectAccessible(page);
  expect(await askWith(key)).toEqual({ data: { viewer: { scopes: ["inboxes:read", "events:subscribe"] } } });
  await made.getByRole("button", { name: "I have it" }).click();
  await made.waitFor({ state: "detached" });
  expect(await page.content()).not.toContain(key);
  const card = (where: Page) => where.getByRole("listitem", { name: "Nightly export", exact: true });
  await card(witness).getByText("Follow events").waitFor();
  await card(page).getByText("Follow events").waitFor();
  await expectAccessible(page);
  await page.reload();
  await card(page)
    .getByText(/^Last used/)
    .waitFor();

  await page.getByRole("button", { name: "Revoke Nightly export" }).click();
  await expectAccessible(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Yes, revoke" }).click();
  await page.getByRole("heading", { name: "No API key yet" }).waitFor();
  await witness.getByRole("heading", { name: "No API key yet" }).waitFor();
  expect(await askWith(key)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });

  const admin = await browsers.open(relink(), "admin@demo.test");
  await admin.goto("/settings/api-keys");
  await admin.getByText("Your role does not allow this. Ask an admin of the workspace.").waitFor();
  expect(await admin.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "API keys" }).count()).toBe(0);
});

test("the page speaks Polish", async () => {
  const page = await browsers.open(relink(), "superadmin@demo.test", { locale: "pl-PL" });
  await page.goto("/settings/api-keys");
  await page.getByRole("heading", { name: "Klucze API", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Utwórz klucz API" }).click();
  await page.getByRole("dialog").getByLabel("Czytanie skrzynek").check();
  await expectAccessible(page);
});
