import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, begin, connect, createShared, getAttempt, getInbox, removeFully, type SeenInbox, untilInbox, walk } from "./inbox-steps.ts";

const world = useApiWorld();

/** Connects an address by signing in as another account that may open it. */
async function connectThrough(
  member: MemberClient,
  address: string,
  account: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<SeenInbox> {
  const begun = await begin(member, address, more);
  await walk(begun.authorizationUrl, account);
  const attempt = await getAttempt(member, begun.attempt.id);
  expect(attempt).toMatchObject({ state: "SUCCEEDED", failure: null });
  return getInbox(member, begun.inbox.id);
}

test("an alias is the same account: its inbox shares the grant's end, and is shown before a removal", async () => {
  const ola = await world().asMember("ola");
  const own = await connect(ola, "ola@google.demo.test");
  const alias = await connectThrough(ola, "ola.alias@google.demo.test", "ola@google.demo.test");
  expect(alias).toMatchObject({
    state: "CONNECTED",
    address: "ola.alias@google.demo.test",
    currentGrant: { signedInAs: "ola@google.demo.test" },
  });
  const impact =
    "query ($id: ID!) { removalImpact(inboxId: $id) { grantStaysInUse sharesGrantWith { id } willBeTold { id } guide { account } } }";
  expect(await ola.get(impact, { id: alias.id })).toEqual({
    removalImpact: { grantStaysInUse: true, sharesGrantWith: [{ id: own.id }], willBeTold: [], guide: { account: "ola@google.demo.test" } },
  });
  expect(await removeFully(ola, alias.id)).toMatchObject({ providerAccess: "STILL_USED" });
  expect((await act(ola, "check", own.id)).check).toMatchObject({ verdict: "OK" });
  await removeFully(ola, own.id);
  await untilInbox(ola, own.id, ({ providerAccess }) => providerAccess === "REVOKED", "the last one closes");
  await untilInbox(ola, alias.id, ({ providerAccess }) => providerAccess === "REVOKED", "and the first one with it");
});

test("a shared mailbox is opened by its delegate's own sign-in, and by nobody else's", async () => {
  const adam = await world().asMember("adam");
  const sharedInboxId = await createShared(adam, "Team");
  const team = { kind: "TEAM", sharedInboxId };
  const stranger = await begin(adam, "team@microsoft.demo.test", team);
  await walk(stranger.authorizationUrl, "new@microsoft.demo.test");
  expect(await getAttempt(adam, stranger.attempt.id)).toMatchObject({
    failure: "ADDRESS_MISMATCH",
    expectedAddress: "team@microsoft.demo.test",
    actualAddress: "new@microsoft.demo.test",
  });
  const inbox = await connectThrough(adam, "team@microsoft.demo.test", "ola@microsoft.demo.test", team);
  expect(inbox).toMatchObject({ state: "CONNECTED", currentGrant: { signedInAs: "ola@microsoft.demo.test" } });
  const removed = await adam.get<{ done: { guide: { account: string; steps: string[] } } }>(
    "mutation ($input: RemoveInboxInput!) { done: deleteChannel(input: $input) { guide { account steps provider } } }",
    { input: { inboxId: inbox.id } },
  );
  expect(removed.done.guide).toMatchObject({ account: "ola@microsoft.demo.test", provider: "MICROSOFT" });
  expect(removed.done.guide.steps.length).toBeGreaterThan(1);
});

test("a work account and a free one have guides of their own", async () => {
  const ola = await world().asMember("ola");
  const [work, free] = [
    await connect(ola, "new@microsoft.demo.test"),
    await connect(ola, "free@outlook.demo.test", { provider: "MICROSOFT" }),
  ];
  const guides = await Promise.all(
    [work, free].map(({ id }) =>
      ola.get<{ inbox: { providerGuide: { title: string; steps: string[]; needsIt: boolean } } }>(
        "query ($id: ID!) { inbox(id: $id) { providerGuide { title steps needsIt url reviewedOn consequences } } }",
        { id },
      ),
    ),
  );
  expect(guides[0]?.inbox.providerGuide.steps).not.toEqual(guides[1]?.inbox.providerGuide.steps);
});
