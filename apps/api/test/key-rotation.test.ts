import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { createMemberClient, type MemberClient, signInAs } from "./api-client.ts";
import { type RunningApi, startApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, getInbox, removeFully, untilInbox } from "./inbox-steps.ts";

// An interval of checks is a minute: those that come by themselves would seal anew what is to be re-wrapped.
const world = useApiWorld({ start: false, timeScale: 10 });
const keyText = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString("base64")}`;
const [k1, k2, k3] = [keyText("k1", 1), keyText("k2", 2), keyText("k3", 3)];
let api: RunningApi | null = null;

afterEach(async () => {
  await api?.close();
  api = null;
});

/** The API with this ring and no other; who signs in, signs in anew. */
async function startWith(keys: string): Promise<(name: "ola" | "olga") => Promise<MemberClient>> {
  await api?.close();
  api = await startApi({ ...world().variables, RELINK_KEYS: keys });
  const { url } = api;
  return async (name) =>
    createMemberClient(url, await signInAs(url, `${name}@${name === "ola" ? "demo" : "other"}.test`, "correct horse battery"));
}

async function rotate(keys: string): Promise<{ code: number | null; output: string }> {
  const tsx = createRequire(import.meta.url).resolve("tsx/cli");
  const cli = join(import.meta.dirname, "../src/cli.ts");
  const child = spawn(process.execPath, [tsx, cli, "keys", "rotate"], {
    env: { PATH: process.env["PATH"] ?? "", ...world().variables, RELINK_KEYS: keys },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

test("a new key in front, rotate while it runs, the old key dropped: everything goes on, and one account stays one", async () => {
  let as = await startWith(k1);
  const [mine, theirs] = [
    await connect(await as("ola"), "second@google.demo.test"),
    await connect(await as("olga"), "second@google.demo.test"),
  ];
  as = await startWith(`${k2},${k1}`);
  const rotated = await rotate(`${k2},${k1}`);
  expect(rotated.output).toContain("All credentials are under k2 (2 re-wrapped). Nothing stored needs k1 any more.");
  expect(rotated.code).toBe(0);
  as = await startWith(k2);
  const [ola, olga] = [await as("ola"), await as("olga")];
  expect((await act(ola, "check", mine.id)).check).toMatchObject({ verdict: "OK" });
  // The account's hash is what it was: the other inbox is seen, and nothing is revoked.
  expect(await removeFully(ola, mine.id)).toMatchObject({ providerAccess: "STILL_USED" });
  expect((await act(olga, "check", theirs.id)).check).toMatchObject({ verdict: "OK" });
  await removeFully(olga, theirs.id);
  await untilInbox(ola, mine.id, ({ providerAccess }) => providerAccess === "REVOKED", "the last one closes both");
});

test("a key that is missing is the operator's to mend: nobody is disconnected, nothing crashes, and with it everything is as before", async () => {
  let as = await startWith(k1);
  const { id } = await connect(await as("ola"), "third@google.demo.test");
  as = await startWith(k3);
  let ola = await as("ola");
  for (let looks = 0; looks < 4; looks += 1) {
    expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "APPLICATION_REFUSED", providerCode: "key_missing" });
  }
  expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED" });
  const refused = await rotate(k3);
  expect(refused.output).toContain("1 are under k1, which RELINK_KEYS does not hold");
  expect(refused.code).toBe(1);
  as = await startWith(`${k3},${k1}`);
  ola = await as("ola");
  expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
  await removeFully(ola, id);
});

test("a ciphertext that its own key can't open is CREDENTIALS_UNREADABLE", async () => {
  const ola = await (await startWith(k1))("ola");
  const { id } = await connect(ola, "new@google.demo.test");
  await world().database.query(
    "update grant_secret set sealed = jsonb_set(sealed, '{tag}', '\"AAAAAAAAAAAAAAAAAAAAAA==\"') where inbox_id = $1",
    [parseGlobalId("inbox", id)],
  );
  await act(ola, "check", id);
  const broken = await untilInbox(ola, id, ({ state }) => state === "DISCONNECTED", "the second look disconnects it");
  expect(broken.disconnection).toMatchObject({ reason: "CREDENTIALS_UNREADABLE" });
});
