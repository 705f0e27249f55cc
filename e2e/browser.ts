import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { Relink } from "./relink.ts";

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
/** How long (ms) anything may take to show: the disk of a busy machine stands still for seconds. */
const limit = 30_000;

export const password = "relink-demo";

/** Where the machine has no browser, one from a package, with what it needs beside it. */
async function unpackBrowser(folder: string): Promise<string> {
  process.env["AWS_LAMBDA_JS_RUNTIME"] = "nodejs22.x";
  process.env["TMPDIR"] = folder;
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

async function launch(folder: string): Promise<Browser> {
  const system = [process.env["RELINK_E2E_BROWSER"], ...systemBrowsers].find((path) => path && existsSync(path));
  const before = process.env["TMPDIR"];
  const executablePath = system ?? (await unpackBrowser(folder));
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  return chromium.launch({ executablePath, args, env: { ...process.env, TMPDIR: folder } });
}

export interface Browsers {
  /** A fresh browser profile of a person who is signed in; null for one who is not. */
  open(relink: Relink, email: string | null, options?: BrowserContextOptions): Promise<Page>;
  /** Lines of the console that this test expects, such as those of a request that fails because it is offline. */
  expectInConsole(pattern: RegExp): void;
}

/** What a page complains about: errors on the console, and exceptions that nobody caught. */
function listen(page: Page, complaints: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
}

async function signIn(context: BrowserContext, relink: Relink, email: string): Promise<void> {
  const data = { email, password };
  const answer = await context.request.post(`${relink.url}/api/auth/sign-in/email`, { data, headers: { origin: relink.url } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** One browser for the tests of a file, a profile for each person; a page that complains fails its test. */
export function useBrowser(): Browsers {
  let browser: Browser | null = null;
  const folder = mkdtempSync(join(tmpdir(), "relink-browser-"));
  let complaints: string[] = [];
  let expected: RegExp[] = [];
  beforeAll(async () => {
    browser = await launch(folder);
  });
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
    const unexpected = complaints.filter((line) => !expected.some((pattern) => pattern.test(line)));
    [complaints, expected] = [[], []];
    expect(unexpected, "the console stays quiet").toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    async open(relink, email, options = {}) {
      if (!browser) throw new Error("The browser is there once the tests run.");
      const context = await browser.newContext({ baseURL: relink.url, locale: "en-GB", reducedMotion: "reduce", ...options });
      context.setDefaultTimeout(limit);
      context.on("page", (page) => listen(page, complaints));
      if (email !== null) await signIn(context, relink, email);
      return context.newPage();
    },
    expectInConsole(pattern) {
      expected.push(pattern);
    },
  };
}
