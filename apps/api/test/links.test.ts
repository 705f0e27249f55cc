import { describe, expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, createShared, getInbox, imapLogin, removeFully, walk, walkToCallback } from "./inbox-steps.ts";
import { asStranger, linkVerbs, makeLink, openLink, readLastEvent, tokenOf, untilMail, type SeenLink } from "./link-steps.ts";
import { FormBrowser } from "./form-browser.ts";

const world = useApiWorld();

interface Started {
  readonly startLinkSignIn: { readonly authorizationUrl: string; readonly state: string };
}

async function start(token: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return (await asStranger(world()).get<Started>(linkVerbs.start, { token, ...more })).startLinkSignIn.authorizationUrl;
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
    expect(page).toMatchObject({
      kind: "RECONNECT",
      state: "OPEN",
      address: "new@google.demo.test",
      workspaceName: "demo",
      provider: "GOOGLE",
      guide: null,
    });
    expect(page?.permissions).toContain("https://mail.google.com/");
    expect((await openLink(world(), token))?.state).toBe("OPEN");

    const end = await walk(await start(token), "new@google.demo.test");
    expect(end.pathname).toBe("/r");
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", disconnection: null });
    expect(await readLastEvent(ola, id)).toEqual({
      type: "RECONNECTED",
      actorKind: "LINK",
      actorName: "reconnect link sent to holder@elsewhere.test",
    });
    expect(await openLink(world(), token)).toMatchObject({ state: "USED", lastSignIn: { state: "SUCCEEDED", failure: null } });
    expect(await asStranger(world()).refused(linkVerbs.start, { token })).toMatchObject({
      code: "LINK_SPENT",
      extensions: { state: "USED" },
    });
    await removeFully(ola, id);
  });

  test("admits that address alone: another account stores nothing, spends nothing, and its grant is ended", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, "new@google.demo.test");
    const before = await getInbox(ola, id);
    const token = tokenOf((await makeLink(ola, id)).url);
    const revoked = (await world().facts("revoke", "second@google.demo.test")).length;
    await walk(await start(token), "second@google.demo.test");
    expect(await openLink(world(), token)).toMatchObject({
      state: "OPEN",
      lastSignIn: { state: "FAILED", failure: "ADDRESS_MISMATCH", actualAddress: "second@google.demo.test" },
    });
    expect(await getInbox(ola, id)).toEqual(before);
    await expect.poll(async () => (await world().facts("revoke", "second@google.demo.test")).length).toBe(revoked + 1);
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
    expect(await asStranger(world()).refused(linkVerbs.start, { token: third })).toMatchObject({
      code: "LINK_SPENT",
      extensions: { state: "WITHDRAWN" },
    });
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
    expect(await ola.refused(linkVerbs.create, { inboxId: id, sendTo: "a@b.test", idempotencyKey: "once" })).toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
    });
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
    expect(await stranger.refused(linkVerbs.password, { token, imap, password: "wrong" })).toMatchObject({
      code: "PROVIDER_REFUSED",
      extensions: { reason: "BAD_CREDENTIALS" },
    });
    const other = { token, imap, password, username: "ola@imap.demo.test" };
    expect(await stranger.refused(linkVerbs.password, other)).toMatchObject({
      code: "ADDRESS_MISMATCH",
      extensions: { expected: "new@imap.demo.test", actual: "ola@imap.demo.test" },
    });
    expect((await openLink(world(), token))?.state).toBe("OPEN");
    const answers = await Promise.all(
      [1, 2].map(() => stranger.ask<{ submitLinkPassword: SeenLink }>(linkVerbs.password, { token, imap, password })),
    );
    expect(answers.flatMap(({ data }) => data?.submitLinkPassword?.state ?? [])).toEqual(["USED"]);
    expect(answers.flatMap(({ refusal }) => refusal?.code ?? [])).toEqual(["LINK_SPENT"]);
    expect(await readLastEvent(ola, id)).toMatchObject({ type: "RECONNECTED", actorKind: "LINK" });
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
    expect(await openLink(world(), token)).toMatchObject({
      state: "EXPIRED",
      address: "third@google.demo.test",
      lastSignIn: { failure: "SUPERSEDED" },
    });
    expect(await asStranger(world()).refused(linkVerbs.start, { token })).toMatchObject({
      code: "LINK_SPENT",
      extensions: { state: "EXPIRED" },
    });
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
