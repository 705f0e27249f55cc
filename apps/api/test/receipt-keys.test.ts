import { afterEach, expect, test } from "vitest";
import { createMemberClient, signInAs } from "./api-client.ts";
import { type RunningApi, startApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connectImap, removeFully } from "./inbox-steps.ts";
import { type Downloaded, download, holdsAt } from "./receipt-steps.ts";

const world = useApiWorld({ start: false });
const [k1, k2, k3] = [1, 2, 3].map((byte) => `k${byte}:${Buffer.alloc(32, byte).toString("base64")}`);
let api: RunningApi | null = null;

afterEach(async () => api?.close());

async function startWith(...keys: readonly (string | undefined)[]): Promise<void> {
  await api?.close();
  api = await startApi({ ...world().variables, RELINK_KEYS: keys.join(",") });
}

/** The receipt of an inbox that is connected and removed now. */
async function makeReceipt(): Promise<Downloaded> {
  const { url } = world();
  const ola = createMemberClient(url, await signInAs(url, "ola@demo.test", "correct horse battery"));
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const [receipt] = (await removeFully(ola, id)).receipts;
  return download(ola, receipt?.jsonUrl ?? "");
}

test("what a key has signed verifies after that key was dropped, and the key that followed it, too", async () => {
  await startWith(k1);
  const first = await makeReceipt();
  await startWith(k2, k1);
  const second = await makeReceipt();
  await startWith(k3);
  const { keys } = (await (await fetch(`${world().url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] };
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(3);
  expect(keys).toHaveLength(3);
  for (const receipt of [first, second, await makeReceipt()]) {
    expect(await holdsAt(world().url, receipt)).toBe(true);
    const changed = Buffer.from(receipt.bytes);
    changed[40] = (changed[40] ?? 0) ^ 1;
    expect(await holdsAt(world().url, { ...receipt, bytes: changed })).toBe(false);
  }
});
