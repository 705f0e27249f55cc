import { describe, expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { connect, connectImap, removeFully } from "./inbox-steps.ts";
import { linkVerbs, makeLink, openLink, tokenOf, untilMail } from "./link-steps.ts";

const world = useApiWorld();

interface SeenOpenLink {
  readonly id: string;
  readonly kind: string;
  readonly sentTo: string | null;
  readonly madeBy: string;
  readonly expiresAt: string;
}

const read = "query ($id: ID!) { inbox(id: $id) { openLinks { id kind sentTo madeBy expiresAt } } }";
const withdraw =
  "mutation ($id: ID!, $linkId: ID!, $key: String) { withdrawLink(inboxId: $id, linkId: $linkId, idempotencyKey: $key) { inbox { openLinks { id } } } }";

async function listOpen(member: MemberClient, id: string): Promise<readonly SeenOpenLink[]> {
  return (await member.get<{ inbox: { openLinks: SeenOpenLink[] } }>(read, { id })).inbox.openLinks;
}

describe("an inbox's open links", () => {
  test("name whom they went to, until one is withdrawn; its page then says so", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    expect(await listOpen(ola, id)).toEqual([]);
    const made = await makeLink(ola, id, { sendTo: "holder@elsewhere.test" });
    const [link, ...more] = await listOpen(ola, id);
    expect(more).toEqual([]);
    expect(link).toMatchObject({ kind: "RECONNECT", sentTo: "holder@elsewhere.test", expiresAt: made.expiresAt });
    expect(JSON.stringify(link)).not.toContain(tokenOf(made.url));

    const adam = await world().asMember("adam");
    expect(await listOpen(adam, id), "an admin sees the personal inbox, and may not send its links").toEqual([]);
    const linkId = link?.id ?? "";
    expect(await adam.refused(withdraw, { id, linkId })).toMatchObject({ code: "FORBIDDEN" });
    expect((await openLink(world(), tokenOf(made.url)))?.state).toBe("OPEN");

    for (const _ of [1, 2]) await ola.get(withdraw, { id, linkId, key: "withdraw-once" });
    expect(await listOpen(ola, id)).toEqual([]);
    expect(await openLink(world(), tokenOf(made.url))).toMatchObject({ state: "WITHDRAWN", address: null });
    await ola.get(withdraw, { id, linkId });
    await removeFully(ola, id);
  });

  test("an IT request that went to the wrong address can be withdrawn, though the inbox is removed", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connectImap(world(), ola, "new@imap.demo.test");
    await removeFully(ola, id);
    await ola.get(linkVerbs.askIt, { inboxId: id, sendTo: "not-it@elsewhere.test" });
    const [mail] = await untilMail(world(), "not-it@elsewhere.test");
    const token = /\/it#([A-Za-z0-9_-]{64})/.exec(mail?.body ?? "")?.[1] ?? "";
    const [link] = await listOpen(ola, id);
    expect(link).toMatchObject({ kind: "IT_REQUEST", sentTo: "not-it@elsewhere.test" });
    await ola.get(withdraw, { id, linkId: link?.id });
    expect(await openLink(world(), token)).toMatchObject({ state: "WITHDRAWN", guide: null });
    expect(await listOpen(ola, id)).toEqual([]);
  });

  test("another inbox's link, or none, is as if missing, and stays open", async () => {
    const ola = await world().asMember("ola");
    const [one, other] = [await connect(ola, "new@google.demo.test"), await connect(ola, "third@google.demo.test")];
    await makeLink(ola, one.id);
    const [link] = await listOpen(ola, one.id);
    for (const linkId of [link?.id, one.id, "link_nothing", ""]) {
      expect(await ola.refused(withdraw, { id: other.id, linkId })).toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await listOpen(ola, one.id)).toHaveLength(1);
    for (const { id } of [one, other]) await removeFully(ola, id);
  });
});
