import { expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, createShared, getInbox, removeFully, untilInbox } from "./inbox-steps.ts";

const world = useApiWorld();

test("connects a Google inbox, turns it off and on, removes it, and the provider's end closes by itself with proof", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@google.demo.test");
  expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", version: 2, providerAccess: "GRANTED", currentGrant: { signedInAs: "new@google.demo.test" } });
  expect((await act(ola, "turnOff", id)).inbox).toMatchObject({ state: "OFF", version: 3, providerAccess: "GRANTED" });
  expect((await act(ola, "turnOn", id)).inbox).toMatchObject({ state: "CONNECTED", version: 4 });
  await act(ola, "turnOff", id);
  const removed = await act(ola, "remove", id);
  expect(removed.inbox).toMatchObject({ state: "REMOVED", providerAccess: "REVOKING", currentGrant: null });
  expect(removed.receipt).toMatchObject({ final: false, providerEnd: "REVOKING" });
  const closed = await untilInbox(ola, id, (inbox) => inbox.providerAccess === "REVOKED", "the provider's end closes");
  expect(closed.receipts).toHaveLength(1);
  expect(closed.receipts[0]).toMatchObject({ id: removed.receipt?.id, final: true, providerEnd: "REVOKED", credentialsDestroyedAt: expect.any(String) });
  expect(closed.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual(["REVOCATION_ACCEPTED", "REFRESH_REFUSED", "CREDENTIALS_DESTROYED"]);
  expect((await world().facts("revoke")).map(({ account, detail }) => [account, detail.result])).toEqual([["new@google.demo.test", "revoked"]]);
});

test("connects IMAP", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "new@imap.demo.test");
  expect((await removeFully(ola, id)).providerAccess).toBe("AWAITING_PERSON");
});

test("ms", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@microsoft.demo.test");
  expect((await removeFully(ola, id)).providerAccess).toBe("AWAITING_PERSON");
});

test("team", async () => {
  const adam = await world().asMember("adam");
  const sharedInboxId = await createShared(adam, "Support");
  const { id } = await connect(adam, "support@google.demo.test", { kind: "TEAM", sharedInboxId });
  expect((await act(adam, "deleteChannel", id)).inbox.state).toBe("REMOVED");
});
