import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Nothing that a person with a screen reader, or weak eyes, would stumble over: in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      colorScheme,
    ).toEqual([]);
  }
}

const mostPresses = 80;

/** Goes there as who has no mouse: by Tab alone. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const there = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < mostPresses; presses += 1) {
    await page.keyboard.press("Tab");
    if (await there()) return;
  }
  throw new Error(`Tab never came to ${String(target)}.`);
}

/** Goes there by Tab and presses Enter. */
export async function enter(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** Closes the dialog that is open; it hears of no key before the focus is in it. */
export async function escape(page: Page): Promise<void> {
  const isIn = () =>
    page
      .locator("[role=dialog], [role=alertdialog]")
      .last()
      .evaluate((dialog) => dialog.contains(document.activeElement));
  await expect.poll(isIn).toBe(true);
  await page.keyboard.press("Escape");
}

/** Goes there by Tab and types. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

type Sentences = Readonly<Record<string, string>>;

function readSentences(language: "en" | "pl"): Sentences {
  const locales = new URL("../apps/web/src/i18n/locales/", import.meta.url);
  const read = (name: string): Sentences => JSON.parse(readFileSync(new URL(`${name}.json`, locales), "utf8"));
  return { ...read(language), ...read(`seldom-${language}`), ...read(`telling-${language}`), ...read(`watching-${language}`) };
}

export const en = readSentences("en");
const polish = readSentences("pl");

/** A sentence of the pages, with what it is filled with. */
export function say(sentences: Sentences, id: string, slots: Readonly<Record<string, string>> = {}): string {
  const sentence = sentences[id];
  if (sentence === undefined) throw new Error(`There is no sentence ${id}.`);
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name] ?? whole);
}

/** The same in Polish. */
export function pl(id: string, slots: Readonly<Record<string, string>> = {}): string {
  return say(polish, id, slots);
}
