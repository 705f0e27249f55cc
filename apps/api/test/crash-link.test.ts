import { afterEach, expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { expectWhole } from "./crash-traces.ts";
import { act, connect, connectImap, getInbox, imapLogin, removeFully, type SeenInbox, untilInbox, walk } from "./inbox-steps.ts";
import { asStranger, linkVerbs, makeLink, openLink, readLastEvent, tokenOf } from "./link-steps.ts";

const world = useApiWorld({ start: false, timeScale: 120 });
const running: ApiChild[] = [];

async function start(crashAt?: string): Promise<ApiChild> {
  const api = await spawnApi({ ...world().variables, ...(crashAt ? { RELINK_CRASH_AT: crashAt } : {}) });
  running.push(api);
  return api;
}

afterEach(async () => {
  await expectWhole(world());
  for (const api of running.splice(0)) await api.kill("SIGTERM");
});

interface Broken {
  readonly ola: MemberClient;
  readonly before: SeenInbox;
  readonly token: string;
}

/** An inbox that its account has shut out, and a link to bring it back; then the process is started anew, to be killed at `point`. */
async function shutOut(address: string, point: string): Promise<Broken & { readonly api: ApiChild }> {
  const first = await start();
  const ola = await world().asMember("ola");
  const { id } = address.includes("imap") ? await connectImap(world(), ola, address) : await connect(ola, address);
  if (!address.includes("imap")) {
    await world().sandbox.trouble(`accounts/${address}`, { appAccess: "removed" });
    await act(ola, "check", id);
    await untilInbox(ola, id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
  }
  const token = tokenOf((await makeLink(ola, id, { sendTo: "holder@elsewhere.test" })).url);
  const before = await getInbox(ola, id);
  expect(await first.kill("SIGTERM")).toBe("0");
  return { ola, before, token, api: await start(point) };
}

async function signIn(token: string, account: string): Promise<void> {
  const { startLinkSignIn } = await asStranger(world()).get<{ startLinkSignIn: { authorizationUrl: string } }>(linkVerbs.start, { token });
  await walk(startLinkSignIn.authorizationUrl, account);
}

async function expectBack({ ola, before, token }: Broken): Promise<void> {
  expect((await openLink(world(), token))?.state).toBe("USED");
  expect(await getInbox(ola, before.id)).toMatchObject({ state: "CONNECTED", version: before.version + 1, disconnection: null });
  expect(await readLastEvent(ola, before.id)).toMatchObject({ type: "RECONNECTED", actorKind: "LINK" });
  expect((await act(ola, "check", before.id)).check).toMatchObject({ verdict: "OK" });
  await removeFully(ola, before.id);
  const ends = before.address.includes("imap") ? "AWAITING_PERSON" : "REVOKED";
  await untilInbox(ola, before.id, ({ providerAccess }) => providerAccess === ends, "its end closes as any other");
}

test.each(["connect.state-taken", "connect.grant-held", "connect.session-opened", "link.spent"])(
  "killed at %s: the link is open as before, nothing of the inbox has changed, and its holder goes on at once",
  async (point) => {
    const broken = await shutOut("new@google.demo.test", point);
    await signIn(broken.token, "new@google.demo.test").catch(() => undefined);
    expect(await broken.api.ended).toBe("SIGKILL");
    await start();
    expect(await openLink(world(), broken.token)).toMatchObject({ state: "OPEN" });
    expect(await getInbox(broken.ola, broken.before.id)).toEqual(broken.before);
    await signIn(broken.token, "new@google.demo.test");
    await expectBack(broken);
  },
);

test("killed once the reconnection was stored: the link is used, and the inbox works", async () => {
  const broken = await shutOut("new@google.demo.test", "connect.stored");
  await signIn(broken.token, "new@google.demo.test").catch(() => undefined);
  expect(await broken.api.ended).toBe("SIGKILL");
  await start();
  await expectBack(broken);
});

test.each(["link.spent", "link.stored"])(
  "killed at %s while a password is given: all of it is there, or none, and then the holder gives it again",
  async (point) => {
    const broken = await shutOut("new@imap.demo.test", point);
    const { imap, password } = imapLogin(world(), "new@imap.demo.test");
    const give = () => asStranger(world()).get(linkVerbs.password, { token: broken.token, imap, password });
    await give().catch(() => undefined);
    expect(await broken.api.ended).toBe("SIGKILL");
    await start();
    if (point === "link.spent") {
      expect(await openLink(world(), broken.token)).toMatchObject({ state: "OPEN" });
      expect(await getInbox(broken.ola, broken.before.id)).toEqual(broken.before);
      await give();
    }
    await expectBack(broken);
  },
);
