import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { joinAuthorities } from "./authorities.ts";
import { type RunningApi, startApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { type Dovecot, hasDovecot, startDovecot } from "./dovecot.ts";
import { FormBrowser } from "./form-browser.ts";
import { act, connect, getInbox, removeFully, untilCheckPasses, untilInbox, verbs, walk } from "./inbox-steps.ts";
import { type Introspection, startIntrospection } from "./introspection.ts";
import { openStored } from "./stored-secret.ts";

// A second look comes after 500 ms (IMAP: 1 s), a check every 10 s, a refresh at least every 30 s; who signs in has 15 s.
const world = useApiWorld({ start: false, timeScale: 60 });
const address = "new@google.demo.test";
const other = "alice@example.test";
// Names of the rehearsal's zone: this machine.
const googleHost = "imap.google.demo.test";
const ownHost = "mail.imap.demo.test";
let authorities: ReturnType<typeof joinAuthorities>;
let introspection: Introspection;
let dovecot: Dovecot;
let api: RunningApi;

const password = (value: string): string => `${other}:{PLAIN}${value}::::::`;

/** The whole product, with Dovecot as Google's mail server: it asks the OAuth server about each token. */
async function startAll(): Promise<void> {
  const { variables, sandbox } = world();
  introspection = await startIntrospection(sandbox.ready.google.issuer);
  dovecot = await startDovecot(introspection.url, [googleHost, ownHost]);
  dovecot.setUsers([password("correct-horse")]);
  authorities = joinAuthorities([sandbox.ready.caFile, dovecot.caFile]);
  api = await startApi({
    ...variables,
    GOOGLE_IMAP: `${googleHost}:${dovecot.port}`,
    RELINK_EXTRA_CA: authorities.path,
    RELINK_MAIL_PORTS: `${variables["RELINK_MAIL_PORTS"]},${dovecot.port}`,
  });
}

const imapLogin = (value: string) => ({ password: value, imap: { host: ownHost, port: dovecot.port, security: "TLS" } });

async function eventTypes(id: string): Promise<readonly string[]> {
  const query = "query ($id: ID!) { inbox(id: $id) { events(first: 200, newestFirst: false) { nodes { type } } } }";
  const { inbox } = await (await world().asMember("ola")).get<{ inbox: { events: { nodes: { type: string }[] } } }>(query, { id });
  return inbox.events.nodes.map(({ type }) => type);
}

/** The person looks up the provider's own account page, and removes the application there. */
async function removeAtProvider(): Promise<void> {
  const { accountUrl, clientId } = world().sandbox.ready.google;
  const browser = new FormBrowser();
  await browser.open(accountUrl, { action: "sign-in", email: address, password: "relink-demo" });
  await browser.open(accountUrl, { action: "remove", client: clientId });
}

describe.skipIf(!hasDovecot)("an inbox whose mail server is Dovecot", () => {
  beforeAll(startAll, 60_000);
  afterAll(async () => {
    await api.close();
    await dovecot.stop();
    await introspection.stop();
    authorities.remove();
  });

  test("signed in: while the identity provider is frozen it is failing and never disconnected; once it answers, it recovers", async () => {
    const ola = await world().asMember("ola");
    const { id } = await connect(ola, address);
    expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
    const asked = introspection.asked();
    introspection.freeze();
    for (let checks = 0; checks < 3; checks += 1) expect((await act(ola, "check", id)).check?.verdict).toBe("PASSING_FAILURE");
    expect(introspection.asked()).toBeGreaterThanOrEqual(asked + 3);
    expect(await getInbox(ola, id)).toMatchObject({ state: "FAILING", disconnection: null });
    introspection.thaw();
    // It would look by itself too, but later each time.
    await untilCheckPasses(ola, id);
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED" });
    expect(await eventTypes(id)).toEqual(["CONNECTION_STARTED", "CONNECTED", "FAILING", "RECOVERED"]);
  });

  test("removed at the provider’s own account page, it is disconnected by the next checks, which nobody asks for; signing in anew brings it back", async () => {
    const ola = await world().asMember("ola");
    const inboxes = await ola.get<{ inboxes: { nodes: { id: string }[] } }>("{ inboxes(first: 1) { nodes { id } } }");
    const id = inboxes.inboxes.nodes[0]?.id ?? "";
    const secret = await openStored(world(), id);
    const token = secret.kind === "oauth" ? (secret.accessToken ?? "") : "";
    expect(await introspection.isActive(token)).toBe(true);
    await removeAtProvider();
    expect(await introspection.isActive(token)).toBe(false);
    const gone = await untilInbox(ola, id, (inbox) => inbox.state === "DISCONNECTED", "it is noticed");
    expect(gone.disconnection).toEqual({ reason: "ACCESS_REVOKED", providerCode: "invalid_grant" });
    const { done } = await ola.get<{ done: { authorizationUrl: string } }>(verbs.reconnect, { input: { inboxId: id } });
    await walk(done.authorizationUrl, address);
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", disconnection: null });
    expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
  });

  test("after a revocation introspection says inactive, and Dovecot refuses the token that had opened it", async () => {
    const ola = await world().asMember("ola");
    const inboxes = await ola.get<{ inboxes: { nodes: { id: string }[] } }>("{ inboxes(first: 1) { nodes { id } } }");
    const id = inboxes.inboxes.nodes[0]?.id ?? "";
    const secret = await openStored(world(), id);
    const token = secret.kind === "oauth" ? (secret.accessToken ?? "") : "";
    expect([await introspection.isActive(token), await dovecot.opens(address, token)]).toEqual([true, true]);
    await removeFully(ola, id);
    await untilInbox(ola, id, (inbox) => inbox.providerAccess === "REVOKED", "the provider's end closes");
    expect([await introspection.isActive(token), await dovecot.opens(address, token)]).toEqual([false, false]);
  });

  test("with a password: changed there, it is disconnected for that reason; the new password brings it back", async () => {
    const ola = await world().asMember("ola");
    const input = { kind: "PERSONAL", address: other, ...imapLogin("correct-horse") };
    const { done } = await ola.get<{ done: { inbox: { id: string; state: string } } }>(verbs.connectImap, { input });
    expect(done.inbox.state).toBe("CONNECTED");
    const { id } = done.inbox;
    dovecot.setUsers([password("battery-staple")]);
    const gone = await untilInbox(ola, id, (inbox) => inbox.state === "DISCONNECTED", "it is noticed");
    expect(gone.disconnection).toEqual({ reason: "BAD_CREDENTIALS", providerCode: "AUTHENTICATIONFAILED" });
    const refused = await ola.refused(verbs.reconnectImap, { input: { inboxId: id, ...imapLogin("correct-horse") } });
    expect(refused).toMatchObject({ code: "PROVIDER_REFUSED", extensions: { reason: "BAD_CREDENTIALS" } });
    await ola.get(verbs.reconnectImap, { input: { inboxId: id, ...imapLogin("battery-staple") } });
    expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", disconnection: null });
    expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
    expect(await eventTypes(id)).toEqual(["CONNECTION_STARTED", "CONNECTED", "DISCONNECTED", "RECONNECTED"]);
  });
});
