import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { isConnected, makeAllConnected, reconnect, whyAndWhat } from "./coming-back.ts";
import { rehearsals } from "./rehearsal-table.ts";
import { countMails, findInbox, noticesOf, Panel, quickWatch, toldOnce, waitUntil } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";

const relink = useRelink(quickWatch);
const browsers = useBrowser();

describe("each rehearsal leads to what it should, and back", () => {
  test.each(rehearsals)("$trouble: $state $reason, for $address", async (one) => {
    const page = await browsers.open(relink(), "member@demo.test");
    await makeAllConnected(relink(), page);
    const panel = new Panel(await browsers.open(relink(), null));
    const target = one.target ?? one.address;
    const others = await Promise.all(["admin@demo.test", "superadmin@demo.test"].map((email) => browsers.open(relink(), email)));
    const toldOf = async (them: Page) => (await noticesOf(them)).filter(({ title }) => title.includes(one.address)).length;
    const [before, mails] = [await noticesOf(page), await countMails(relink(), "member@demo.test", one.address)];
    const toOthers = await Promise.all(others.map(toldOf));
    await panel.begin(one.trouble, target);
    await panel.isOn(`${one.on}: ${target}`);

    await waitUntil(page, one.address, one.state, 60_000);
    const { id, disconnection } = await findInbox(page, one.address);
    expect(disconnection?.reason ?? null).toBe(one.reason);
    const notice = await toldOnce(page, before, `${one.address} is ${one.state.toLowerCase()}`);
    expect(notice).toMatchObject({ body: one.notice, because: "You are told because it is your inbox.", closedAt: null });
    await page.goto(`/inboxes/${id}`);
    for (const words of [one.says, one.remedy]) await whyAndWhat(page).getByText(words).first().waitFor();
    // A disconnection is mailed to its owner, and what only fails is not.
    const mailed = one.state === "DISCONNECTED" ? 1 : 0;
    await expect.poll(() => countMails(relink(), "member@demo.test", one.address)).toBe(mails + mailed);

    if (one.back === "ends") {
      await panel.end(`${one.on}: ${target}`);
      await waitUntil(page, one.address, "CONNECTED", 90_000);
    } else {
      await reconnect(relink(), page, one.address, one.back.signIn);
    }
    await isConnected(page, one.address);
    const closed = async () => (await noticesOf(page)).find((other) => other.id === notice.id)?.closedAt ?? null;
    await expect.poll(closed).not.toBeNull();
    const over = await toldOnce(page, before, `${one.address} is connected again`);
    expect(over.body).toBe("Its checks pass, and mail is read as before.");
    expect(await Promise.all(others.map(toldOf)), "it is its owner’s, and nobody else’s").toEqual(toOthers);
    if (one.endsWithSignIn) await panel.isOff(`${one.on}: ${target}`);
    else if (one.back !== "ends") await panel.end(`${one.on}: ${target}`);
  });
});

test.each(["en", "pl"])("the panel can be used by everyone: %s", async (language) => {
  await fetch(`${relink().url}/sandbox/api/rehearsals`, { method: "DELETE" });
  const page = await browsers.open(relink(), null, { viewport: { width: 390, height: 844 } });
  await page.goto(`/sandbox?language=${language}`);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
  // By keyboard alone, and live in another window.
  const other = await browsers.open(relink(), null);
  await other.goto("/sandbox?language=en");
  await page.getByRole("combobox").selectOption("domain:outlook.demo.test");
  await page.locator("button[value=throttled]").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/[?&]target=/);
  await other.getByRole("listitem", { name: "Throttled: outlook.demo.test" }).waitFor();
  await page.locator("#now li button").focus();
  await page.keyboard.press("Enter");
  await other.getByText("No trouble is on. Everything answers as it should.").waitFor();
});
