import { describe, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, createShared, getInbox, imapLogin, removeFully, untilInbox, walk, walkToCallback } from "./inbox-steps.ts";
import { asStranger, linkVerbs, makeLink, openLink, tokenOf, untilMail, type SeenLink } from "./link-steps.ts";
import { FormBrowser } from "./form-browser.ts";

const world = useApiWorld();

interface Started {
  readonly startLinkSignIn: { readonly authorizationUrl: string; readonly state: string };
}

async function start(token: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return (await asStranger(world()).get<Started>(linkVerbs.start, { token, ...more })).startLinkSignIn.authorizationUrl;
}

interface SeenEvent {
  readonly type: string;
  readonly actorKind: string;
  readonly actorName: string;
}

async function lastEvent(person: "ola" | "adam", id: string): Promise<SeenEvent | undefined> {
  const query = "query ($id: ID!) { inbox(id: $id) { events(first: 1) { nodes { type actorKind actorName } } } }";
  const member = await world().asMember(person);
  return (await member.get<{ inbox: { events: { nodes: SeenEvent[] } } }>(query, { id })).inbox.events.nodes[0];
}

describe("a reconnect link", () => {
  test("brings an inbox back without an account: mailed, opened as often as one likes, used once", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    await world().sandbox.trouble("accounts/new@google.demo.test", { appAccess: "removed" });
    await act(ola, "check", id);
    const made = await makeLink(ola, id, { sendTo: "holder@elsewhere.test" });
    expect(made).toMatchObject({ sentTo: "holder@elsewhere.test", inbox: { id } });
    expect(Date.parse(made.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const token = tokenOf(made.url);
    expect(made.url).toBe(`${world().url}/r#${token}`);

    const [mail] = await untilMail(world(), "holder@elsewhere.test");
    expect(mail?.subject).toBe("Reconnect the inbox new@google.demo.test");
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(mail?.raw).toMatch(/^Message-ID: <link-[0-9a-f-]{36}@localhost>\r?$/im);
    expect(mail?.body.split(made.url).length).toBeGreaterThanOrEqual(3);

    const page = await openLink(world(), token);
    expect(page).toMatchObject({ kind: "RECONNECT", state: "OPEN", address: "new@google.demo.test", workspaceName: "demo", provider: "GOOGLE", guide: null });
    expect(page?.permissions).toContain("https://mail.google.com/");
    expect((await openLink(world(), token))?.state).toBe("OPEN");

    const end = await walk(await start(token), "new@google.demo.test");
    expect(end.pathname).toBe("/r");
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", disconnection: null });
    expect(await lastEvent("ola", id)).toEqual({ type: "RECONNECTED", actorKind: "LINK", actorName: "reconnect link sent to holder@elsewhere.test" });
    expect(await openLink(world(), token)).toMatchObject({ state: "USED", lastSignIn: { state: "SUCCEEDED", failure: null } });
    expect(await asStranger(world()).refused(linkVerbs.start, { token })).toMatchObject({ code: "LINK_SPENT", extensions: { state: "USED" } });
    await removeFully(ola, id);
  });

  test("admits that address alone: another account stores nothing, spends nothing, and its grant is ended", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    const before = await getInbox(ola, id);
    const token = tokenOf((await makeLink(ola, id)).url);
    const revoked = (await world().facts("revoke", "second@google.demo.test")).length;
    await walk(await start(token), "second@google.demo.test");
    expect(await openLink(world(), token)).toMatchObject({ state: "OPEN", lastSignIn: { state: "FAILED", failure: "ADDRESS_MISMATCH", actualAddress: "second@google.demo.test" } });
    expect(await getInbox(ola, id)).toEqual(before);
    await expect.poll(async () => (await world().facts("revoke", "second@google.demo.test")).length, { timeout: 10_000 }).toBe(revoked + 1);
    await walk(await start(token), "new@google.demo.test");
    expect((await openLink(world(), token))?.state).toBe("USED");
    await removeFully(ola, id);
  });

  test("leads back to its own page, also from a browser that did not set out, which is told nothing", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    const token = tokenOf((await makeLink(ola, id)).url);
    const callback = await walkToCallback(await start(token), "new@google.demo.test");
    const end = new URL((await new FormBrowser().open(callback.href)).url);
    expect([end.pathname, end.search, end.hash]).toEqual(["/r", "?problem=foreign", ""]);
    expect(await openLink(world(), token)).toMatchObject({ state: "OPEN", lastSignIn: { state: "PENDING" } });
    await removeFully(ola, id);
  });

  test("is withdrawn by a newer one, by hand, by turning off, and never reconnects from OFF", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    const first = tokenOf((await makeLink(ola, id)).url);
    const second = tokenOf((await makeLink(ola, id)).url);
    expect(await openLink(world(), first)).toMatchObject({ state: "WITHDRAWN", address: null });
    await ola.get(linkVerbs.withdraw, { inboxId: id });
    expect((await openLink(world(), second))?.state).toBe("WITHDRAWN");

    const third = tokenOf((await makeLink(ola, id)).url);
    const browser = new FormBrowser();
    // Signed in there already, when the inbox is turned off here.
    const callback = await walkToCallback(await start(third), "new@google.demo.test", undefined, browser);
    await act(ola, "turnOff", id);
    await browser.open(callback.href);
    expect(await getInbox(ola, id)).toMatchObject({ state: "OFF" });
    expect(await openLink(world(), third)).toMatchObject({ state: "WITHDRAWN", lastSignIn: { state: "FAILED", failure: "SUPERSEDED" } });
    expect(await asStranger(world()).refused(linkVerbs.start, { token: third })).toMatchObject({ code: "LINK_SPENT", extensions: { state: "WITHDRAWN" } });
    expect(await ola.refused(linkVerbs.create, { inboxId: id })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
    await act(ola, "turnOn", id);
    expect((await openLink(world(), third))?.state).toBe("WITHDRAWN");
    await removeFully(ola, id);
    expect(await ola.refused(linkVerbs.create, { inboxId: id })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
  });

  test("says its token once: a repeated request gets the same link without it, and leaves it open", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    const made = await makeLink(ola, id, { idempotencyKey: "once" });
    const again = await makeLink(ola, id, { idempotencyKey: "once" });
    expect(again).toMatchObject({ url: `${world().url}/r`, expiresAt: made.expiresAt });
    expect((await openLink(world(), tokenOf(made.url)))?.state).toBe("OPEN");
    expect(await ola.refused(linkVerbs.create, { inboxId: id, sendTo: "a@b.test", idempotencyKey: "once" })).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
    const both = await Promise.all([makeLink(ola, id), makeLink(ola, id), makeLink(ola, id)]);
    const states = await Promise.all(both.map(async ({ url }) => (await openLink(world(), tokenOf(url)))?.state));
    expect(states.toSorted()).toEqual(["OPEN", "WITHDRAWN", "WITHDRAWN"]);
    await removeFully(ola, id);
  });

  test("reconnects an IMAP inbox with a password, for its own address alone; two at once spend it once", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connectImap(world(), ola, "new@imap.demo.test");
    const token = tokenOf((await makeLink(ola, id, { sendTo: "new@imap.demo.test" })).url);
    const { imap, password } = imapLogin(world(), "new@imap.demo.test");
    const stranger = asStranger(world());
    expect((await openLink(world(), token))?.permissions).toEqual([]);
    expect(await stranger.refused(linkVerbs.start, { token })).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field: "provider" } });
    expect(await stranger.refused(linkVerbs.password, { token, imap, password: "wrong" })).toMatchObject({ code: "PROVIDER_REFUSED", extensions: { reason: "BAD_CREDENTIALS" } });
    const other = { token, imap, password, username: "ola@imap.demo.test" };
    expect(await stranger.refused(linkVerbs.password, other)).toMatchObject({ code: "ADDRESS_MISMATCH", extensions: { expected: "new@imap.demo.test", actual: "ola@imap.demo.test" } });
    expect((await openLink(world(), token))?.state).toBe("OPEN");
    const answers = await Promise.all([1, 2].map(() => stranger.ask<{ submitLinkPassword: SeenLink }>(linkVerbs.password, { token, imap, password })));
    expect(answers.flatMap(({ data }) => data?.submitLinkPassword?.state ?? [])).toEqual(["USED"]);
    expect(answers.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual(["LINK_SPENT"]);
    expect(await lastEvent("ola", id)).toMatchObject({ type: "RECONNECTED", actorKind: "LINK" });
    await removeFully(ola, id);
  });

  test("is too old after its time, also for a sign-in that was under way", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "third@google.demo.test");
    const token = tokenOf((await makeLink(ola, id)).url);
    const browser = new FormBrowser();
    const callback = await walkToCallback(await start(token), "third@google.demo.test", undefined, browser);
    await world().database.query("update link set expires_at = now() - interval '1 second' where used_at is null and withdrawn_at is null");
    await browser.open(callback.href);
    expect(await openLink(world(), token)).toMatchObject({ state: "EXPIRED", address: "third@google.demo.test", lastSignIn: { failure: "SUPERSEDED" } });
    expect(await asStranger(world()).refused(linkVerbs.start, { token })).toMatchObject({ code: "LINK_SPENT", extensions: { state: "EXPIRED" } });
    await removeFully(ola, id);
  });

  test("is made by whoever may: not by a bystander, not from another workspace; by a member who connected the channel", async () => {
    const adam = await world().asMember("adam");
    const sharedInboxId = await createShared(adam, "Support");
    const { id } = await connect(adam, "support@google.demo.test", { kind: "TEAM", sharedInboxId });
    expect(await (await world().asMember("bruno")).refused(linkVerbs.create, { inboxId: id })).toMatchObject({ code: "FORBIDDEN" });
    expect(await (await world().asMember("olga")).refused(linkVerbs.create, { inboxId: id })).toMatchObject({ code: "NOT_FOUND" });
    const token = tokenOf((await makeLink(adam, id)).url);
    await act(adam, "deleteChannel", id);
    expect((await openLink(world(), token))?.state).toBe("WITHDRAWN");
  });
});

describe("an IT request", () => {
  test("mails IT what to remove, and its Done is ATTESTED by IT, once", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connectImap(world(), ola, "new@imap.demo.test");
    expect(await ola.refused(linkVerbs.askIt, { inboxId: id, sendTo: "it@elsewhere.test" })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
    await removeFully(ola, id);
    await ola.get(linkVerbs.askIt, { inboxId: id, sendTo: "it@elsewhere.test", idempotencyKey: "it" });
    await ola.get(linkVerbs.askIt, { inboxId: id, sendTo: "it@elsewhere.test", idempotencyKey: "it" });
    const [mail, ...more] = await untilMail(world(), "it@elsewhere.test");
    expect(more).toEqual([]);
    expect(mail?.body).toContain("new@imap.demo.test");
    const token = /\/it#([A-Za-z0-9_-]{64})/.exec(mail?.body ?? "")?.[1] ?? "";
    const page = await openLink(world(), token);
    expect(page).toMatchObject({ kind: "IT_REQUEST", state: "OPEN", address: "new@imap.demo.test", provider: "IMAP", guide: { needsIt: true } });
    for (const step of page?.guide?.steps ?? []) expect(mail?.body).toContain(step);
    expect(await asStranger(world()).refused(linkVerbs.start, { token })).toMatchObject({ code: "NOT_FOUND" });
    expect((await asStranger(world()).get<{ completeItRequest: SeenLink }>(linkVerbs.done, { token })).completeItRequest.state).toBe("USED");
    const inbox = await untilInbox(ola, id, ({ providerAccess }) => providerAccess === "ATTESTED", "IT attests");
    expect(inbox.receipts[0]?.evidence.at(-1)).toMatchObject({ kind: "ATTESTED_BY_IT", actorName: "it@elsewhere.test" });
    expect(await lastEvent("ola", id)).toEqual({ type: "PROVIDER_ACCESS_ATTESTED", actorKind: "LINK", actorName: "IT request sent to it@elsewhere.test" });
    expect(await asStranger(world()).refused(linkVerbs.done, { token })).toMatchObject({ code: "LINK_SPENT", extensions: { state: "USED" } });
  });
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
