import { rmSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { findFreePort } from "../apps/api/src/platform/postmaster.ts";
import { ask, readFacts } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { makeDataDir, type Relink, startRelink } from "./relink.ts";

const browsers = useBrowser();
let running: Relink | null = null;
const folders: string[] = [];

async function start(dataDir: string, until?: string): Promise<Relink> {
  running = await startRelink({ dataDir, ...(until === undefined ? {} : { until }) });
  return running;
}

async function stop(): Promise<void> {
  const one = running;
  running = null;
  await one?.stop();
}

afterEach(async () => {
  await stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function freshFolder(): string {
  const folder = makeDataDir();
  folders.push(folder);
  return folder;
}

interface World {
  readonly viewer: { readonly role: string };
  readonly inboxes: { readonly nodes: readonly object[] };
  readonly sharedInboxes: readonly object[];
}

async function readWorld(relink: Relink, email: string): Promise<World> {
  const page = await browsers.open(relink, email);
  const query = `{
    viewer { role workspace { name } }
    inboxes(first: 50, orderBy: { field: ADDRESS, direction: ASC }) {
      nodes { address kind state provider version sharedInbox { name } connectedBy { email role } disconnection { reason } }
    }
    sharedInboxes { name }
  }`;
  return ask<World>(page, query);
}

const member = { email: "member@demo.test", role: "MEMBER" };
const personal = { kind: "PERSONAL", sharedInbox: null, connectedBy: member };
const channel = { kind: "TEAM", sharedInbox: { name: "Support" }, state: "CONNECTED", disconnection: null };

const expected = [
  { ...channel, address: "billing@imap.demo.test", provider: "IMAP", connectedBy: member },
  { ...personal, address: "ola@google.demo.test", provider: "GOOGLE", state: "CONNECTED", disconnection: null },
  { ...personal, address: "ola@imap.demo.test", provider: "IMAP", state: "OFF", disconnection: null },
  {
    ...personal,
    address: "ola@microsoft.demo.test",
    provider: "MICROSOFT",
    state: "DISCONNECTED",
    disconnection: { reason: "CONSENT_REQUIRED" },
  },
  { ...channel, address: "support@google.demo.test", provider: "GOOGLE", connectedBy: { email: "admin@demo.test", role: "ADMIN" } },
].map((inbox) => expect.objectContaining(inbox));

async function expectDemoWorld(relink: Relink): Promise<World> {
  const world = await readWorld(relink, "superadmin@demo.test");
  expect(world).toMatchObject({ viewer: { role: "SUPER_ADMIN", workspace: { name: "Demo" } }, sharedInboxes: [{ name: "Support" }] });
  expect(world.inboxes.nodes).toEqual(expected);
  expect((await readWorld(relink, "bystander@demo.test")).viewer.role).toBe("MEMBER");
  const other = await readWorld(relink, "superadmin@other.test");
  expect(other).toEqual({ viewer: { role: "SUPER_ADMIN", workspace: { name: "Other" } }, inboxes: { nodes: [] }, sharedInboxes: [] });
  return world;
}

test("the first start makes exactly the demo world, and the second leaves it as it is", async () => {
  const folder = freshFolder();
  const first = await expectDemoWorld(await start(folder));
  await stop();
  const again = await start(folder);
  expect(await expectDemoWorld(again)).toEqual(first);
  expect(await readFacts(again, { kind: "demo-world-made" })).toHaveLength(1);
});

test("what was changed in it is not put back", async () => {
  const folder = freshFolder();
  const relink = await start(folder);
  const page = await browsers.open(relink, "member@demo.test");
  type Data = { inboxes: { nodes: { id: string; address: string }[] } };
  const { inboxes } = await ask<Data>(page, "{ inboxes(first: 50) { nodes { id address } } }");
  const id = inboxes.nodes.find(({ address }) => address === "ola@imap.demo.test")?.id;
  await ask(page, "mutation ($id: ID!) { removeInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
  await stop();
  const { inboxes: after } = await readWorld(await start(folder), "member@demo.test");
  expect(after.nodes.map((inbox) => ("address" in inbox ? inbox.address : ""))).not.toContain("ola@imap.demo.test");
});

test("a start that is killed half-way is completed by the next one", async () => {
  const folder = freshFolder();
  await start(folder, "Making the demo world");
  const half = running;
  running = null;
  const grants = async () => (await readFacts(half as Relink, { kind: "imap-login-ok" }).catch(() => [])).length;
  await expect.poll(grants, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
  await half?.kill();
  await expectDemoWorld(await start(folder));
});

test("a demo world that can't be made is one line, and Relink runs all the same", async () => {
  const dataDir = freshFolder();
  const port = await findFreePort(null);
  // Nobody listens there: the sign-in pages are out of reach.
  running = await startRelink({ dataDir, port, variables: { PUBLIC_URL: "http://localhost:9" } });
  const lines = running.output().split("\n");
  const said =
    "The demo world is not whole yet; the next start goes on with it. http://localhost:9/api/auth/sign-in/email can't be reached.";
  expect(lines.filter((line) => line.includes("demo world"))).toEqual(["Making the demo world …", said]);
  expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
  await stop();
  await expectDemoWorld(await start(dataDir));
});
