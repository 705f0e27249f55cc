import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import type { Browsers } from "./browser.ts";
import type { Relink } from "./relink.ts";

/** A folder for pictures of all that is visited here, to be looked at by a person. */
const shots = process.env["RELINK_E2E_SHOTS"];

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
const schemes = ["light", "dark"] as const;
export type Size = keyof typeof sizes;

export interface Look {
  readonly name: string;
  readonly email: string | null;
  open(page: Page): Promise<unknown>;
}

/** Nothing is wider than the page, and nothing is cut off at its side. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function look(page: Page, name: string, findings: string[]): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes } of violations) findings.push(`${name}: ${id} at ${nodes.map((node) => node.html).join(" ")}`);
  if ((await overflowOf(page)) > 0) findings.push(`${name}: wider than the page`);
}

/** What is wrong with how each looks, at this size, light and dark. */
export async function lookAtAll(relink: Relink, browsers: Browsers, looks: readonly Look[], size: Size): Promise<string[]> {
  if (shots) mkdirSync(shots, { recursive: true });
  const findings: string[] = [];
  const options = { viewport: sizes[size], hasTouch: size === "narrow" };
  const pages = new Map<string | null, Page>();
  for (const { name, email, open } of looks) {
    const page = pages.get(email) ?? (await browsers.open(relink, email, options));
    pages.set(email, page);
    await open(page);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await look(page, `${name}-${size}-${colorScheme}`, findings);
    }
  }
  return findings;
}
