import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { createKeyClient, type KeyClient } from "./api-client.ts";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { type Channel, createExample, type Example, startChannel } from "./example-process.ts";
import { act, connect, connectImap, imapLogin, untilInbox } from "./inbox-steps.ts";
import { append, teamInbox, until } from "./log-world.ts";

// The SDK's examples, against the real API: what a reader would start, killed and started again.
const world = useApiWorld({ start: false, timeScale: 60 });
let api: ApiChild;
let channel: Channel;
let key: string;
let reader: KeyClient;
const examples: Example[] = [];

beforeAll(async () => {
  [api, channel] = [await spawnApi(world().variables), await startChannel()];
  const sofia = await world().asMember("sofia");
  const create = 'mutation ($scopes: [String!]!) { createApiKey(name: "Examples", scopes: $scopes) { key } }';
  const scopes = ["inboxes:read", "events:subscribe", "credentials:issue"];
  ({ key } = (await sofia.get<{ createApiKey: { key: string } }>(create, { scopes })).createApiKey);
  reader = createKeyClient(world().url, key);
});
afterAll(async () => {
  for (const example of examples) await example.kill("SIGKILL");
  await api?.kill("SIGTERM");
  await channel?.close();
});

function make(name: string, more: Readonly<Record<string, string>> = {}): Example {
  const example = createExample(name, { RELINK_URL: `${world().url}/graphql`, RELINK_API_KEY: key, ...more });
  examples.push(example);
  return example;
}

interface Logged {
  readonly id: string;
  readonly type: string;
}

/** The whole log after a cursor, as the API's pages tell it. */
async function readLog(from: string): Promise<readonly Logged[]> {
  const query =
    "query ($after: Cursor) { inboxEvents(after: $after, first: 200) { nodes { id type } pageInfo { hasNextPage endCursor } } }";
  interface Page {
    readonly inboxEvents: { readonly nodes: Logged[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } };
  }
  const events: Logged[] = [];
  for (let after: string | null = from; after !== null;) {
    const { inboxEvents }: Page = await reader.get<Page>(query, { after });
    events.push(...inboxEvents.nodes);
    after = inboxEvents.pageInfo.hasNextPage ? inboxEvents.pageInfo.endCursor : null;
  }
  return events;
}

const head = async (): Promise<string> => (await reader.get<{ logHead: string }>("{ logHead }")).logHead;
const eventsOf = (example: Example): string[] => example.stored().map(({ event = "" }) => event);

test("a consumer's backend stops at a disconnection, and catches up with what came, also where it was dead meanwhile", async () => {
  const ola = await world().asMember("ola");
  const [microsoft, imap] = [await connect(ola, "new@microsoft.demo.test"), await connectImap(world(), ola, "ola@imap.demo.test")];
  const [start, backend] = [await head(), make("consumer-backend")];
  const deliver = (address: string, count: number) =>
    world().sandbox.trouble(`deliver/${address}`, { from: "a@b.test", subject: "Hello", text: "…", count });
  const did = (type: string, inboxId: string) =>
    backend.stored().find((line) => line["type"] === type && line["inboxId"] === inboxId)?.["did"];
  backend.start();
  await until(() => backend.output().includes("Working with 2 inboxes."), "it has credentials for both");

  await world().sandbox.trouble(`accounts/${microsoft.address}`, { suspended: true });
  await until(() => did("DISCONNECTED", microsoft.id) !== undefined, "it hears of the disconnection");
  expect(did("DISCONNECTED", microsoft.id)).toBe("stopped: ACCOUNT_DISABLED");

  await backend.kill("SIGKILL");
  await Promise.all([deliver(microsoft.address, 2), deliver(imap.address, 3)]);
  await world().sandbox.trouble(`accounts/${microsoft.address}`, { suspended: false });
  await act(ola, "check", microsoft.id);
  await untilInbox(ola, microsoft.id, ({ state }) => state === "CONNECTED", "it is back");
  await act(ola, "turnOff", imap.id);
  const { kind: _kind, address: _address, ...login } = imapLogin(world(), imap.address);
  await act(ola, "reconnectImap", imap.id, login);
  backend.start();
  await until(() => did("RECONNECTED", imap.id) !== undefined, "it has read what it missed");
  expect(did("RECOVERED", microsoft.id)).toMatch(/^began again, fetched UIDs \d+ to \d+ of \d+ \(2 or fewer messages\)$/);
  expect(did("TURNED_OFF", imap.id)).toBe("stopped");
  expect(did("RECONNECTED", imap.id)).toMatch(/^began again, (fetched UIDs|nothing had come)/);
  await backend.kill("SIGTERM");
  expect(eventsOf(backend)).toEqual((await readLog(start)).map(({ id }) => id));
  expect(backend.output()).not.toMatch(/relink-demo|eyJ/);
});

test.each(["websocket", "sse"])(
  "killed over and over while 240 inboxes are disconnected, no example misses or doubles an event (%s)",
  async (transport) => {
    const already = channel.taken.length;
    const [backend, dashboard] = [
      make("consumer-backend", { RELINK_TRANSPORT: transport }),
      make("terminal-dashboard", { RELINK_TRANSPORT: transport }),
    ];
    const bridge = make("slack-bridge", { INCOMING_WEBHOOK: channel.url, RELINK_TRANSPORT: transport });
    const three = [backend, dashboard, bridge];
    const start = await head();
    for (const example of three) example.start();
    const [shared, connectedBy] = [newId(), world().ids.ola.memberId];
    const disconnect = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () =>
          append(world().database, world().ids.sofia.workspaceId, teamInbox(shared, connectedBy), [
            { type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED" } },
          ]),
        ),
      );
    await until(() => three.every((example) => example.begun()), "all three know where they begin");
    await disconnect(1);
    for (let round = 0; round < 6; round += 1) {
      const victim = three[round % 3] ?? backend;
      const before = victim.stored().length;
      await disconnect(20);
      await until(() => victim.stored().length > before, `${victim.said()}; it is in the middle of round ${round}`);
      await victim.kill("SIGKILL");
      await disconnect(20);
      if (round === 3) {
        // Its start needs the API: it ends where there is none, and somebody has to start it again.
        await until(() => dashboard.said().includes("Relink · live"), "the one that was killed before is back");
        await api.kill("SIGKILL");
        api = await spawnApi(world().variables);
      }
      victim.start();
    }
    const expected = (await readLog(start)).filter(({ type }) => type === "DISCONNECTED").map(({ id }) => id);
    expect(expected).toHaveLength(241);
    const posts = () => channel.taken.slice(already);
    await until(() => eventsOf(backend).length >= 241 && eventsOf(dashboard).length >= 241, "two have read all");
    await until(() => new Set(posts().map((post) => post.key)).size >= 241, "all are posted");
    for (const example of three) await example.kill("SIGTERM");
    expect(eventsOf(backend)).toEqual(expected);
    expect(eventsOf(dashboard)).toEqual(expected);
    expect(dashboard.output()).toMatch(/Disconnections: 241\n +241 {2}ACCESS_REVOKED/);
    expect([...new Set(posts().map((post) => post.key))]).toEqual(expected);
    // A post and the journal are no one step: one that may have been made before a kill is made once more, and says so.
    const again = posts().filter(({ text }) => text.startsWith("(perhaps once more)"));
    expect(posts().length - expected.length).toBeLessThanOrEqual(again.length);
    expect(again.length).toBeLessThanOrEqual(2);
  },
  180_000,
);
