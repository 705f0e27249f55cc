import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Ready } from "./ready-file.ts";
import { callApi, connect, facts, makePlace, need, refresh } from "./testing/world.ts";
import type { Place } from "./testing/world.ts";

let place: Place;
const running = new Set<ChildProcess>();

beforeEach(async () => {
  place = await makePlace();
});

afterEach(async () => {
  for (const child of running) await stop(child, "SIGKILL");
  await place.remove();
});

async function run(settings: Readonly<Record<string, string>> = {}): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = start(settings);
  if (!child.stdout) throw new Error("The process has no output.");
  for await (const line of createInterface({ input: child.stdout })) return { child, ready: JSON.parse(line) as Ready };
  throw new Error("The sandbox ended before it was ready.");
}

function start(settings: Readonly<Record<string, string>>): ChildProcess {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", main], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: {
      PATH: process.env["PATH"],
      SANDBOX_DATABASE_URL: place.env.databaseUrl,
      SANDBOX_DATA_DIR: place.env.dataDir,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, "exit");
  child.kill(signal);
  const [code] = await exited;
  return code as number | null;
}

it("keeps ports, authority, keys, grants, trouble and log over a kill -9", async () => {
  const first = await run();
  const tokens = await connect(first.ready, "google", "ola@google.demo.test");
  const microsoft = await connect(first.ready, "microsoft", "ola@microsoft.demo.test");
  await callApi(first.ready, "accounts/ola@imap.demo.test", { imapReply: "limit" });
  const keysOf = async ({ google }: Ready) => (await fetch(`${google.issuer}/jwks`)).text();
  const before = {
    keys: await keysOf(first.ready),
    ca: await readFile(first.ready.caFile),
    log: await facts(first.ready, {}),
  };
  await stop(first.child, "SIGKILL");

  const second = await run();
  expect({ ...second.ready, pid: 0 }).toEqual({ ...first.ready, pid: 0 });
  expect(await keysOf(second.ready)).toBe(before.keys);
  expect(await readFile(second.ready.caFile)).toEqual(before.ca);
  expect(await facts(second.ready, {})).toEqual(before.log);
  expect((await refresh(second.ready, "google", need(tokens.refresh_token))).status).toBe(200);
  expect((await refresh(second.ready, "microsoft", need(microsoft.refresh_token))).status).toBe(200);
  const { body: accounts } = await callApi(second.ready, "accounts");
  expect(accounts).toContainEqual(expect.objectContaining({ address: "ola@imap.demo.test", imapReply: "limit" }));
  expect(JSON.parse(await readFile(join(place.env.dataDir, "sandbox.json"), "utf8"))).toEqual(second.ready);
});

it("ends at SIGTERM with code 0, also while a client is kept waiting", async () => {
  const { child, ready } = await run();
  await callApi(ready, "oauth/google", { tokenReply: "hang" });
  const waiting = refresh(ready, "google", "any").then(
    () => "answered",
    () => "cut off",
  );
  expect(await stop(child, "SIGTERM")).toBe(0);
  expect(await waiting).toBe("cut off");
});

it("divides the life of tokens by the time scale, and uses the public address as issuer", async () => {
  const { ready } = await run({ RELINK_TIME_SCALE: "600", SANDBOX_PUBLIC_URL: "http://localhost:4000" });
  expect(ready.google.issuer).toBe("http://localhost:4000/sandbox/google");
  const reply = await fetch(`${ready.httpUrl}/sandbox/google/.well-known/openid-configuration`);
  expect(await reply.json()).toMatchObject({ token_endpoint: "http://localhost:4000/sandbox/google/token" });
});

it("says in one sentence what is wrong with a setting or a port", async () => {
  const { ready } = await run();
  for (const [settings, sentence] of [
    [{ SANDBOX_DATABASE_URL: "" }, /^SANDBOX_DATABASE_URL is missing/],
    [{ SANDBOX_SMTP_PORT: "mail" }, /^SANDBOX_SMTP_PORT is "mail"/],
    [{ SANDBOX_HTTP_PORT: String(ready.httpPort) }, /^The sandbox can't start: .*EADDRINUSE/],
  ] as const) {
    const child = start(settings);
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [code] = await once(child, "close");
    expect(code).toBe(1);
    expect(said).toMatch(sentence);
    expect(said.trim().split("\n")).toHaveLength(1);
  }
});
