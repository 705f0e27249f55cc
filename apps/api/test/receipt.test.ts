import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, getInbox, removeFully, untilInbox } from "./inbox-steps.ts";

const world = useApiWorld();

interface Downloaded {
  readonly bytes: Buffer;
  readonly signature: string;
}

async function download(member: MemberClient, jsonUrl: string): Promise<Downloaded> {
  const response = await fetch(jsonUrl, { headers: { cookie: member.cookie } });
  if (!response.ok) throw new Error(`${jsonUrl}: ${response.status}`);
  return { bytes: Buffer.from(await response.arrayBuffer()), signature: response.headers.get("relink-signature") ?? "" };
}

/** RFC 7515, appendix F: the payload is left out of the JWS, and put in again to verify it. */
async function holds({ bytes, signature }: Downloaded): Promise<boolean> {
  const { keys } = (await (await fetch(`${world().url}/.well-known/jwks.json`)).json()) as { keys: (JsonWebKey & { kid: string })[] };
  const [protectedHeader = "", payload, mac = ""] = signature.split(".");
  expect(payload).toBe("");
  const { kid, alg } = JSON.parse(Buffer.from(protectedHeader, "base64url").toString()) as { kid: string; alg: string };
  const jwk = keys.find((key) => key.kid === kid);
  if (!jwk) throw new Error(`No key ${kid} is published.`);
  expect(JSON.stringify(jwk)).not.toContain('"d":');
  expect(alg).toBe("EdDSA");
  const signed = Buffer.from(`${protectedHeader}.${bytes.toString("base64url")}`);
  return verify(null, signed, createPublicKey({ key: jwk, format: "jwk" }), Buffer.from(mac, "base64url"));
}

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
