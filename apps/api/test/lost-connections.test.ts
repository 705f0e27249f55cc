import { afterAll, beforeAll, expect, test } from "vitest";
import { lastWordsMs } from "../src/platform/signed-in-socket.ts";
import { lookEveryMs } from "../src/platform/viewer-watch.ts";
import { signInAs } from "./api-client.ts";
import { findFreePort, type RunningApi, startApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { type FrameSocket, openFrameSocket } from "./frame-socket.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();
const events = "subscription { inboxEvents { id } }";
const notices = "subscription { notificationAdded { id } }";
const changes = "subscription { changed(topics: [MEMBER]) { topic } }";
/** From the loss, through whichever process, to the end of the connection: some 4 s where nothing else holds the machine up. */
const limitMs = 30_000;

/** A second process of the same installation: connections are held there, rights are lost here. */
let there: RunningApi;
const sockets: FrameSocket[] = [];
beforeAll(async () => {
  const port = await findFreePort();
  there = { ...(await startApi({ ...world().variables, PORT: String(port) })), url: `http://localhost:${port}` };
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await there.close();
});

type Credentials = { readonly cookie: string } | { readonly authorization: string };

async function open(credentials: Credentials, ...queries: string[]): Promise<FrameSocket> {
  const { cookie = null, authorization = null } = { ...credentials } as { cookie?: string; authorization?: string };
  const socket = await openFrameSocket(there.url, cookie === null ? { payload: { authorization } } : { headers: { cookie } });
  sockets.push(socket);
  for (const query of queries) socket.subscribe(query, query);
  // What is asked after them is answered after them.
  socket.subscribe("asked", "{ viewer { role } }");
  await until(() => socket.answers("asked").length === 1, "it stands");
  return socket;
}

async function expectClosed(socket: FrameSocket, code: number): Promise<void> {
  await until(() => socket.socket.readyState === socket.socket.CLOSED, "it is closed", limitMs);
  expect(await socket.closed).toMatchObject({ code });
}

async function follow(credentials: Record<string, string>): Promise<{ ended: boolean; text: string }> {
  const search = new URLSearchParams({ query: events });
  const response = await fetch(`${there.url}/graphql/stream?${search}`, { headers: { accept: "text/event-stream", ...credentials } });
  const stream = { ended: false, text: "" };
  void response.text().then((text) => Object.assign(stream, { ended: true, text }));
  return stream;
}

async function makeKey(name: string): Promise<{ id: string; authorization: string }> {
  const create = `mutation ($name: String!) { created: createApiKey(name: $name, scopes: ["inboxes:read", "events:subscribe"]) { key apiKey { id } } }`;
  const sofia = await world().asMember("sofia");
  const { created } = await sofia.get<{ created: { key: string; apiKey: { id: string } } }>(create, { name });
  return { id: created.apiKey.id, authorization: `Bearer ${created.key}` };
}

const errorOf = (socket: FrameSocket, query: string) => JSON.parse(socket.end(query) ?? "{}").payload?.[0]?.extensions?.code;

test("two looks and the last words are within the 5 s that are promised", () => {
  expect(2 * lookEveryMs + lastWordsMs).toBeLessThanOrEqual(5_000);
});

test("a session that signs out through another process takes its sockets along, subscribed or idle, each subscription told first", async () => {
  const cookie = await signInAs(world().url, "ola@demo.test", "correct horse battery");
  const other = await signInAs(world().url, "ola@demo.test", "correct horse battery");
  const [busy, idle, stays] = [await open({ cookie }, events, notices, changes), await open({ cookie }), await open({ cookie: other })];
  const stream = await follow({ cookie });
  const headers = { cookie, origin: world().url, "content-type": "application/json" };
  const out = await fetch(`${world().url}/api/auth/sign-out`, { method: "POST", headers, body: "{}" });
  expect(out.ok).toBe(true);
  await Promise.all([expectClosed(busy, 4401), expectClosed(idle, 4401), until(() => stream.ended, "the stream ends", limitMs)]);
  expect([events, notices, changes].map((query) => errorOf(busy, query))).toEqual(Array.from({ length: 3 }, () => "UNAUTHENTICATED"));
  expect(stream.text).toContain("UNAUTHENTICATED");
  expect(stays.socket.readyState).toBe(stays.socket.OPEN);
});

test("a key that is revoked, and one that expires, take their sockets along, and another key's goes on", async () => {
  const [revoked, expired, good] = [await makeKey("Revoked"), await makeKey("Expired"), await makeKey("Good")];
  const [first, second, third] = [await open(revoked, events), await open(expired), await open(good, events)];
  const stream = await follow({ authorization: revoked.authorization });
  const sofia = await world().asMember("sofia");
  await sofia.get("mutation ($id: ID!) { revokeApiKey(id: $id) }", { id: revoked.id });
  await world().database.query("update api_key set expires_at = now() where name = 'Expired'");
  await Promise.all([expectClosed(first, 4401), expectClosed(second, 4401), until(() => stream.ended, "the stream ends", limitMs)]);
  expect(errorOf(first, events)).toBe("UNAUTHENTICATED");
  expect(third.socket.readyState).toBe(third.socket.OPEN);
});

test("who gets a lower role, or leaves, must connect again, and then has what is left to them; who rises goes on", async () => {
  const [sofia, adam, bruno] = [await world().asMember("sofia"), await world().asMember("adam"), await world().asMember("bruno")];
  const [lowered, risen] = [await open(adam, events), await open(bruno, events)];
  const role = "mutation ($id: ID!, $role: Role!) { setMemberRole(memberId: $id, role: $role) { id } }";
  await sofia.get(role, { id: world().memberId("bruno"), role: "ADMIN" });
  await sofia.get(role, { id: world().memberId("adam"), role: "MEMBER" });
  await expectClosed(lowered, 4403);
  expect(errorOf(lowered, events)).toBe("FORBIDDEN");
  const again = await open(adam, events);
  expect(again.answers("asked")).toEqual([`{"data":{"viewer":{"role":"MEMBER"}}}`]);
  expect(risen.socket.readyState).toBe(risen.socket.OPEN);
  // What was risen to can be lost, too.
  await sofia.get(role, { id: world().memberId("bruno"), role: "MEMBER" });
  await world().database.query("update member set left_at = now() where id = $1", [world().ids.adam.memberId]);
  await Promise.all([expectClosed(risen, 4403), expectClosed(again, 4403)]);
});
