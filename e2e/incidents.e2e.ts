import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask, endRehearsals, rehearse } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { expectAccessible, pl } from "./everyone.ts";
import { findInbox, waitUntil } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";
import { waitForState } from "./walking.ts";

// Every minute is a second, and two inboxes are many: the demo world has no more at one host.
const relink = useRelink({ RELINK_TIME_SCALE: "60", RELINK_OUTAGE_INBOXES: "2" });
const browsers = useBrowser();
const watching = { timeout: 90_000 };
const imap = "ola@imap.demo.test";

async function countDisconnected(page: Page): Promise<number> {
  const { inboxes } = await ask<{ inboxes: { totalCount: number } }>(
    page,
    "{ inboxes(filter: { states: [DISCONNECTED], provider: IMAP }, first: 1) { totalCount } }",
  );
  return inboxes.totalCount;
}

test("a host that stops is said once, calmly, wherever its inboxes are shown, and no longer once it is back", async () => {
  const [email, own] = [await browsers.open(relink(), "member@demo.test"), await browsers.open(relink(), "member@demo.test")];
  const [channels, overview] = [await browsers.open(relink(), "admin@demo.test"), await browsers.open(relink(), "admin@demo.test")];
  await email.goto("/settings/email");
  const { id } = await findInbox(email, imap);
  await ask(email, "mutation ($id: ID!) { turnOnInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  await waitForState(email, imap, "Connected");
  await own.goto(`/inboxes/${id}`);
  await own.getByRole("heading", { name: imap }).waitFor();
  await channels.goto("/inbox");
  await channels.getByRole("link", { name: /^Support/ }).click();
  await waitForState(channels, "billing@imap.demo.test", "Connected");
  await overview.goto("/overview");
  await overview.getByText("None now, and none in the last 7 days.").waitFor();

  await rehearse(relink(), "stopped", "host", "imap");
  const title = "Trouble at mail.imap.demo.test";
  const banner = (page: Page) => page.getByRole("status").filter({ hasText: title });
  await banner(email).getByText("Nothing is disconnected because of it").waitFor(watching);
  await banner(email).getByText("Of your inboxes: 1.").waitFor();
  await banner(channels).getByText("Of these inboxes: 1.").waitFor();
  await banner(own).getByText("It is the provider’s trouble, not yours.").waitFor(watching);
  await banner(overview).getByText("Affected inboxes: 2.").waitFor();
  for (const page of [email, own, channels, overview]) await expectAccessible(page);
  await banner(overview).getByRole("button", { name: "Show the inboxes" }).click();
  const touched = overview.getByRole("list", { name: "Inboxes that it touches" });
  await touched.getByRole("listitem", { name: imap }).waitFor();
  await expectAccessible(overview);
  expect(await countDisconnected(overview)).toBe(0);
  const polish = await browsers.open(relink(), "member@demo.test", { locale: "pl-PL", viewport: { width: 390, height: 844 } });
  await polish.goto("/settings/email");
  await polish.getByText(pl("incident.PROVIDER_OUTAGE.words")).waitFor();
  await expectAccessible(polish);

  await endRehearsals(relink());
  for (const page of [email, own, channels, overview]) await banner(page).waitFor({ state: "detached", ...watching });
  const over = overview.getByRole("list", { name: "Trouble at providers" }).getByRole("listitem").filter({ hasText: title });
  await over.getByText("Over", { exact: true }).waitFor();
  await waitUntil(email, imap, "CONNECTED");
  expect(await countDisconnected(overview)).toBe(0);
  // An outage comes and goes by intervals of the watch, on a machine that may be busy.
}, 360_000);

test("where the provider refuses Relink itself, the banner says whose that is to mend", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await waitForState(page, "ola@google.demo.test", "Connected");
  await rehearse(relink(), "secret-lapsed", "host", "google");
  const banner = page.getByRole("status").filter({ hasText: "Google refuses Relink itself" });
  await banner.getByText("No inbox is disconnected because of it").waitFor(watching);
  await expectAccessible(page);
  await endRehearsals(relink());
  await banner.waitFor({ state: "detached", ...watching });
  await waitForState(page, "ola@google.demo.test", "Connected");
});
