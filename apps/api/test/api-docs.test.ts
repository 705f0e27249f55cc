import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { buildSchema, parse, validate } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSigner, toSignedHeaders } from "../src/webhook/webhook-signing.ts";
import { createKeyClient } from "./api-client.ts";
import { findFreePort } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connectImap, type SeenInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// Each snippet of docs/api/README.md runs here as it stands; only the address and the person are this world's.
const world = useApiWorld();
const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/api/README.md"), "utf8");
const snippets = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);
const folder = mkdtempSync(join(tmpdir(), "relink-docs-"));
const children: ReturnType<typeof spawn>[] = [];
let inbox: SeenInbox;
let key: string;
let output: string;

beforeAll(async () => {
  inbox = await connectImap(world(), await world().asMember("ola"), "ola@imap.demo.test");
  const own: readonly (readonly [string, string])[] = [
    ["RELINK=http://localhost:4000", `RELINK=${world().url}`],
    ["superadmin@demo.test", "sofia@demo.test"],
    ["relink-demo", "correct horse battery"],
    // Of this machine, which may be busy.
    ["--max-time 3", "--max-time 15"],
  ];
  let script = snippets("bash").join("\n");
  for (const [theirs, ours] of own) {
    expect(script).toContain(theirs);
    script = script.replace(theirs, ours);
  }
  const env = { PATH: `${join(process.execPath, "..")}:${process.env["PATH"] ?? ""}` };
  const ended = await promisify(execFile)("bash", ["--norc", "-euc", `${script}\necho "key:$RELINK_API_KEY"`], { cwd: folder, env });
  expect(ended.stderr).toBe("");
  output = ended.stdout;
  key = /^key:(.+)$/m.exec(output)?.[1] ?? "";
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Runs a snippet as a program of its own. */
async function start(text: string, variables: Readonly<Record<string, string>>) {
  const outfile = join(folder, `snippet-${children.length}.mjs`);
  const stdin = { contents: text, resolveDir: join(root, "packages/client"), loader: "ts" } as const;
  await build({ stdin, bundle: true, platform: "node", format: "esm", outfile, logLevel: "error" });
  const child = spawn(process.execPath, [outfile], { cwd: folder, env: variables, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { said: () => said, kill: () => void child.kill("SIGKILL") };
}

test("five minutes: a key, the inboxes, a verb, the log, the live stream", () => {
  expect(key).toMatch(/^\S{30,}$/);
  expect(output).toContain('{"data":{"turnOffInbox":{"inbox":{"state":"OFF","version":3}}}}');
  expect(output).toMatch(
    /"nodes":\[\{"cursor":"[^"]+","type":"TURNED_OFF","at":"[^"]+","inboxId":"inbox_[^"]+","reason":null,"actorName":"Sync"\}\]/,
  );
  expect(output).toMatch(/^event: next\nid: \S+\ndata: .*"type":"TURNED_OFF"/m);
});

test("each operation fits the schema, and runs with a key", async () => {
  const schema = buildSchema(readFileSync(join(root, "apps/api/schema.graphql"), "utf8"));
  const [operations, asked] = [snippets("graphql"), createKeyClient(world().url, key)];
  expect(operations).toHaveLength(3);
  for (const operation of operations) expect(validate(schema, parse(operation))).toEqual([]);
  await act(await world().asMember("ola"), "turnOn", inbox.id);
  const variables = { inboxId: inbox.id, providerCode: "AUTHENTICATIONFAILED" };
  for (const operation of operations.filter((text) => text.startsWith("mutation"))) await asked.get(operation, variables);
});

test("the follower goes on where it stopped", async () => {
  const [text = ""] = snippets("ts");
  const env = { RELINK: world().url, RELINK_API_KEY: key };
  const ola = await world().asMember("ola");
  const first = await start(text, env);
  const place = join(folder, "cursor");
  const cursor = () => (existsSync(place) ? readFileSync(place, "utf8") : "");
  await until(() => cursor() !== "", "it knows where it begins");
  const begun = cursor();
  await act(ola, "turnOff", inbox.id);
  await until(() => first.said() === "TURNED_OFF ola@imap.demo.test\n", "it is told");
  await until(() => cursor() !== begun, "it has kept how far it came");
  const last = cursor();
  first.kill();
  await act(ola, "turnOn", inbox.id);
  expect(cursor()).toBe(last);
  const second = await start(text, env);
  await until(() => second.said() !== "", "it is told what it missed");
  expect(second.said()).toBe("TURNED_ON ola@imap.demo.test\n");
  second.kill();
});

test("the receiver verifies what we sign, once for each webhook-id, and refuses a flipped byte, an old time and another's secret", async () => {
  const [, text = ""] = snippets("ts");
  const [secret, port] = [`whsec_${Buffer.alloc(32, 5).toString("base64")}`, await findFreePort()];
  const receiver = await start(text, { WEBHOOK_SECRET: secret, PORT: String(port) });
  const body = JSON.stringify({
    type: "inbox.disconnected",
    timestamp: new Date().toISOString(),
    data: { inboxId: "inbox_1", cursor: "c" },
  });
  const send = async (sent: string, at = Date.now(), by = secret): Promise<number> => {
    const headers = toSignedHeaders({ id: "event_1", at }, body, [createSigner(by)]);
    const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: sent, headers }).catch(() => null);
    return answer?.status ?? 0;
  };
  await until(async () => (await send(body)) === 204, "it listens and accepts");
  expect(await send(body)).toBe(204);
  expect(await send(body.replace("inbox_1", "inbox_2"))).toBe(400);
  expect(await send(body, Date.now() - 600_000)).toBe(400);
  expect(await send(body, Date.now(), `whsec_${Buffer.alloc(32, 6).toString("base64")}`)).toBe(400);
  expect(receiver.said()).toBe("inbox.disconnected inbox_1\n");
  receiver.kill();
});

test("every code that a refusal may carry is in the table", async () => {
  const { apiErrorCodes } = await import("../src/platform/api-error.ts");
  for (const code of apiErrorCodes) expect(page).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
});

test("no heading stands twice", () => {
  const headings = page.match(/^## .+$/gm) ?? [];
  expect(headings).toEqual([...new Set(headings)]);
});
