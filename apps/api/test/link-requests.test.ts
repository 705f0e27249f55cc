import { describe, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, getInbox, removeFully, untilInbox, verbs } from "./inbox-steps.ts";
import { asStranger, linkVerbs, makeLink, openLink, readLastEvent, type SeenLink, tokenOf, untilMail } from "./link-steps.ts";

const world = useApiWorld();

describe("an IT request", () => {
  test("mails IT what to remove, and its Done is ATTESTED by IT, once", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connectImap(world(), ola, "new@imap.demo.test");
    expect(await ola.refused(linkVerbs.askIt, { inboxId: id, sendTo: "it@elsewhere.test" })).toMatchObject({
      code: "TRANSITION_NOT_ALLOWED",
    });
    await removeFully(ola, id);
    await ola.get(linkVerbs.askIt, { inboxId: id, sendTo: "it@elsewhere.test", idempotencyKey: "it" });
    await ola.get(linkVerbs.askIt, { inboxId: id, sendTo: "it@elsewhere.test", idempotencyKey: "it" });
    const [mail, ...more] = await untilMail(world(), "it@elsewhere.test");
    expect(more).toEqual([]);
    expect(mail?.body).toContain("new@imap.demo.test");
    const token = /\/it#([A-Za-z0-9_-]{64})/.exec(mail?.body ?? "")?.[1] ?? "";
    const page = await openLink(world(), token);
    expect(page).toMatchObject({
      kind: "IT_REQUEST",
      state: "OPEN",
      address: "new@imap.demo.test",
      provider: "IMAP",
      guide: { needsIt: true },
    });
    for (const step of page?.guide?.steps ?? []) expect(mail?.body).toContain(step);
    expect(await asStranger(world()).refused(linkVerbs.start, { token })).toMatchObject({ code: "NOT_FOUND" });
    expect((await asStranger(world()).get<{ completeItRequest: SeenLink }>(linkVerbs.done, { token })).completeItRequest.state).toBe(
      "USED",
    );
    const inbox = await untilInbox(ola, id, ({ providerAccess }) => providerAccess === "ATTESTED", "IT attests");
    expect(inbox.receipts[0]?.evidence.at(-1)).toMatchObject({ kind: "ATTESTED_BY_IT", actorName: "it@elsewhere.test" });
    expect(await readLastEvent(ola, id)).toEqual({
      type: "PROVIDER_ACCESS_ATTESTED",
      actorKind: "LINK",
      actorName: "IT request sent to it@elsewhere.test",
    });
    expect(await asStranger(world()).refused(linkVerbs.done, { token })).toMatchObject({
      code: "LINK_SPENT",
      extensions: { state: "USED" },
    });
  });
});

test("a consent that an administrator gave: the person says so, and IT is asked, whose removal is proved", async () => {
  const [ola, address] = [await world().asMember("ola"), "new@microsoft.demo.test"];
  await world().sandbox.trouble(`accounts/${address}`, { adminConsent: "given" });
  const { id } = await connect(ola, address);
  await removeFully(ola, id);
  const waiting = async () => (await getInbox(ola, id)).endedGrants[0]?.allowedActions;
  expect(await waiting()).toEqual(["CONFIRM_ACCESS_REMOVED", "VERIFY_ACCESS_REMOVED", "REPORT_ADMIN_CONSENT"]);
  expect(await ola.refused(linkVerbs.askIt, { inboxId: id, sendTo: "entra@elsewhere.test" })).toMatchObject({
    code: "TRANSITION_NOT_ALLOWED",
  });
  await act(ola, "reportAdminConsent", id);
  expect(await waiting()).toEqual(["CONFIRM_ACCESS_REMOVED", "VERIFY_ACCESS_REMOVED", "SEND_IT_REQUEST", "REPORT_ADMIN_CONSENT"]);
  expect(await readLastEvent(ola, id)).toMatchObject({ type: "PROVIDER_ACCESS_AWAITING_PERSON", actorKind: "MEMBER" });
  await act(ola, "reportAdminConsent", id, { given: false });
  expect(await waiting()).not.toContain("SEND_IT_REQUEST");
  await act(ola, "reportAdminConsent", id);
  await ola.get(linkVerbs.askIt, { inboxId: id, sendTo: "entra@elsewhere.test" });
  const [mail] = await untilMail(world(), "entra@elsewhere.test");
  const token = /\/it#([A-Za-z0-9_-]{64})/.exec(mail?.body ?? "")?.[1] ?? "";
  const page = await openLink(world(), token);
  expect(page?.guide).toMatchObject({ needsIt: true, steps: [expect.stringContaining("Enterprise applications"), expect.anything()] });
  await world().sandbox.trouble(`accounts/${address}`, { adminConsent: null, appAccess: "removed" });
  await asStranger(world()).get(linkVerbs.done, { token });
  expect(await act(ola, "verify", id)).toMatchObject({ outcome: "REFUSED", inbox: { providerAccess: "REVOKED" } });
  expect(await ola.refused(verbs.reportAdminConsent, { input: { inboxId: id } })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
});

test("mails in the language of whoever asks", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "third@google.demo.test");
  const body = JSON.stringify({ query: linkVerbs.create, variables: { inboxId: id, sendTo: "polski@elsewhere.test" } });
  const headers = { "content-type": "application/json", cookie: ola.cookie, "x-relink-locale": "pl" };
  expect((await fetch(`${world().url}/graphql`, { method: "POST", headers, body })).status).toBe(200);
  const [mail] = await untilMail(world(), "polski@elsewhere.test");
  expect(mail?.raw).toMatch(/^Subject: =\?UTF-8\?/m);
  expect(mail?.body).toContain("prosi o ponowne połączenie skrzynki third@google.demo.test z Relinkiem.");
  await removeFully(ola, id);
});

describe("bad input", () => {
  test("a token that we did not write, or that was changed, is no link", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "third@google.demo.test");
    const token = tokenOf((await makeLink(ola, id)).url);
    const stranger = asStranger(world());
    const swapped = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    for (const bad of ["", "x", swapped, `${token}A`, token.slice(1), "../../etc/passwd", `${token}\u0000`, "A".repeat(100_000)]) {
      expect(await openLink(world(), bad)).toBeNull();
      expect(await stranger.refused(linkVerbs.start, { token: bad })).toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await stranger.refused(linkVerbs.done, { token })).toMatchObject({ code: "NOT_FOUND" });
    await removeFully(ola, id);
  });

  test("a malformed address is refused, and nothing is made", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "third@google.demo.test");
    for (const sendTo of ["", "nobody", "a@b", "a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test", "<a@b.test>"]) {
      expect(await ola.refused(linkVerbs.create, { inboxId: id, sendTo })).toMatchObject({ code: "BAD_USER_INPUT" });
    }
    const { database } = world();
    expect(await database.query("select 1 from link where sent_to like '%@b%'")).toEqual([]);
    await removeFully(ola, id);
  });
});
