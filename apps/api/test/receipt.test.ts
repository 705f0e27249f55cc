import { execFileSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, getInbox, removeFully, untilInbox } from "./inbox-steps.ts";
import { download, type Downloaded, findPublished, holdsAt } from "./receipt-steps.ts";

const world = useApiWorld();

const holds = (receipt: Downloaded) => holdsAt(world().url, receipt);

test("every revision of a receipt verifies with the published key, and one changed byte does not", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@microsoft.demo.test");
  const [first] = (await removeFully(ola, id)).receipts;
  if (!first) throw new Error("no receipt");
  const early = await download(ola, first.jsonUrl);
  expect(await holds(early)).toBe(true);
  expect(early.signature).toBe(first.signature);
  expect(JSON.parse(early.bytes.toString())).toMatchObject({
    id: first.id,
    inboxId: id,
    revision: 1,
    final: false,
    address: "new@microsoft.demo.test",
    providerEnd: "AWAITING_PERSON",
    evidence: [],
  });
  await world().sandbox.trouble("accounts/new@microsoft.demo.test", { appAccess: "removed" });
  await act(ola, "verify", id);
  const [last] = (await getInbox(ola, id)).receipts;
  const late = await download(ola, last?.jsonUrl ?? "");
  expect(last).toMatchObject({ id: first.id, final: true, revision: 2 });
  expect(await holds(late)).toBe(true);
  expect(JSON.parse(late.bytes.toString())).toMatchObject({
    revision: 2,
    final: true,
    evidence: [{ kind: "REFRESH_REFUSED", providerCode: "AADSTS65001" }, { kind: "CREDENTIALS_DESTROYED" }],
  });
  for (const at of [0, 10, Math.floor(late.bytes.length / 2), late.bytes.length - 1]) {
    const changed = Buffer.from(late.bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await holds({ bytes: changed, signature: late.signature })).toBe(false);
  }
  expect(await holds({ bytes: late.bytes, signature: early.signature })).toBe(false);
});

/** What the program openssl says of it: none of our libraries is in this. */
async function opensslHolds({ bytes, signature }: Downloaded): Promise<boolean> {
  const [header = "", , mac = ""] = signature.split(".");
  const folder = mkdtempSync(join(tmpdir(), "relink-receipt-"));
  const file = (name: string, content: string | Buffer) => (writeFileSync(join(folder, name), content), join(folder, name));
  try {
    const key = createPublicKey({ key: await findPublished(world().url, signature), format: "jwk" }).export({
      type: "spki",
      format: "pem",
    });
    const [pub, sig] = [file("key.pem", key), file("sig", Buffer.from(mac, "base64url"))];
    const signed = file("signed", `${header}.${bytes.toString("base64url")}`);
    const said = execFileSync("openssl", ["pkeyutl", "-verify", "-pubin", "-inkey", pub, "-rawin", "-in", signed, "-sigfile", sig], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    return said.toString().includes("Verified Successfully");
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasOpenssl(): boolean {
  try {
    return execFileSync("openssl", ["version"]).toString().startsWith("OpenSSL 3");
  } catch {
    return false;
  }
}

test.skipIf(!hasOpenssl())("openssl says the same of a receipt, and of one with a flipped byte (needs OpenSSL 3)", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const [receipt] = (await removeFully(ola, id)).receipts;
  const downloaded = await download(ola, receipt?.jsonUrl ?? "");
  expect(await opensslHolds(downloaded)).toBe(true);
  const flipped = Buffer.from(downloaded.bytes);
  flipped[40] = (flipped[40] ?? 0) ^ 1;
  expect(await opensslHolds({ ...downloaded, bytes: flipped })).toBe(false);
});

test("a receipt is shown to those who may see its inbox, and to nobody else", async () => {
  const [ola, sofia, bruno, olga] = await Promise.all((["ola", "sofia", "bruno", "olga"] as const).map((name) => world().asMember(name)));
  const { id } = await connectImap(world(), ola!, "ola@imap.demo.test");
  const [receipt] = (await removeFully(ola!, id)).receipts;
  const statusFor = async (cookie: string) => (await fetch(receipt?.jsonUrl ?? "", { headers: { cookie } })).status;
  expect(await Promise.all([ola!, sofia!, bruno!, olga!].map(({ cookie }) => statusFor(cookie)))).toEqual([200, 200, 404, 404]);
  expect(await statusFor("")).toBe(401);
  const query = "query ($id: ID!) { receipt(id: $id) { id } node(id: $id) { id } }";
  expect(await ola!.get(query, { id: receipt?.id })).toEqual({ receipt: { id: receipt?.id }, node: { id: receipt?.id } });
  for (const stranger of [bruno!, olga!]) expect(await stranger.get(query, { id: receipt?.id })).toEqual({ receipt: null, node: null });
});

test("a removal before anything was granted has a receipt, too, which verifies", async () => {
  const ola = await world().asMember("ola");
  const begun = await ola.get<{ done: { inbox: { id: string } } }>(
    'mutation { done: connectInbox(input: { kind: PERSONAL, provider: GOOGLE, address: "new@google.demo.test" }) { inbox { id } } }',
  );
  const removed = await ola.get<{ done: { receipt: { jsonUrl: string; signature: string } } }>(
    "mutation ($input: RemoveInboxInput!) { done: removeInbox(input: $input) { receipt { jsonUrl signature } } }",
    { input: { inboxId: begun.done.inbox.id } },
  );
  const downloaded = await download(ola, removed.done.receipt.jsonUrl);
  expect(await holds(downloaded)).toBe(true);
  expect(JSON.parse(downloaded.bytes.toString())).toMatchObject({ providerEnd: "NONE", final: true });
  await untilInbox(ola, begun.done.inbox.id, (inbox) => inbox.state === "REMOVED", "it is removed");
});
