import { createClient } from "graphql-sse";
import { afterAll, expect, test } from "vitest";
import { type MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { append, personalInbox, teamInbox, until } from "./log-world.ts";

const world = useApiWorld({ role: "api" });
const ends: (() => void)[] = [];
afterAll(() => ends.forEach((end) => end()));

const subscription = "subscription ($after: Cursor) { inboxEvents(after: $after) { id cursor type } }";

interface Stream {
  readonly status: number;
  readonly headers: Headers;
  text: string;
  ended: boolean;
  stop(): void;
}

/** As a browser's fetch sees it. */
async function open(headers: Record<string, string>, search: Record<string, string>, body?: object): Promise<Stream> {
  const stopping = new AbortController();
  const url = `${world().url}/graphql/stream?${new URLSearchParams(search)}`;
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    headers: { accept: "text/event-stream", ...(body ? { "content-type": "application/json" } : {}), ...headers },
    signal: stopping.signal,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const stream: Stream = { status: response.status, headers: response.headers, text: "", ended: false, stop: () => stopping.abort() };
  ends.push(stream.stop);
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) stream.text += decoder.decode(chunk, { stream: true });
  };
  void read()
    .catch(() => undefined)
    .finally(() => (stream.ended = true));
  return stream;
}

const frames = ({ text }: Stream) =>
  [...text.matchAll(/^event: next\n(?:id: (.*)\n)?data: (.*)\n\n/gm)].map(([, id, data = ""]) => ({ id, data: JSON.parse(data) }));
const idsOf = (stream: Stream): string[] => frames(stream).map(({ data }) => data.data.inboxEvents.id);

async function logHead(member: MemberClient): Promise<string> {
  return (await member.get<{ logHead: string }>("{ logHead }")).logHead;
}

async function happen(count: number, workspaceId = world().ids.sofia.workspaceId, inbox = teamInbox()): Promise<string[]> {
  const { ids } = await append(
    world().database,
    workspaceId,
    inbox,
    Array.from({ length: count }, () => ({})),
  );
  return ids.map((id) => `event_${id.replaceAll("-", "")}`);
}

test("the graphql-sse client follows, live and in order, and its answers are those of a socket", async () => {
  const sofia = await world().asMember("sofia");
  const after = await logHead(sofia);
  const client = createClient({ url: `${world().url}/graphql/stream`, headers: { cookie: sofia.cookie }, retryAttempts: 0 });
  ends.push(() => client.dispose());
  const seen: { inboxEvents: { id: string } }[] = [];
  const failures: unknown[] = [];
  client.subscribe<{ inboxEvents: { id: string } }>(
    { query: subscription, variables: { after } },
    { next: ({ data }) => data && seen.push(data), error: (error) => failures.push(error), complete: () => undefined },
  );
  const socket = sofia.follow(subscription, { after });
  const ids = [...(await happen(2)), ...(await happen(3))];
  await until(() => seen.length === 5 && socket.seen.length === 5, "all came");
  expect(seen.map(({ inboxEvents }) => inboxEvents.id)).toEqual(ids);
  expect(seen).toEqual(socket.seen);
  const asked = await new Promise((resolve, reject) =>
    client.subscribe({ query: "{ viewer { role } }" }, { next: resolve, error: reject, complete: () => undefined }),
  );
  expect(asked).toEqual({ data: { viewer: { role: "SUPER_ADMIN" } } });
  expect(failures).toEqual([]);
});

test("event ids are cursors: Last-Event-ID goes on from there, whatever the address still says", async () => {
  const sofia = await world().asMember("sofia");
  const after = await logHead(sofia);
  const search = { query: subscription, variables: JSON.stringify({ after }) };
  const first = await open({ cookie: sofia.cookie }, search);
  expect(first.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(first.headers.get("cache-control")).toContain("no-store");
  expect(first.headers.get("x-accel-buffering")).toBe("no");
  const ids = await happen(4);
  await until(() => frames(first).length === 4, "they came");
  first.stop();
  const [, second] = frames(first);
  expect(second?.id).toBe(second?.data.data.inboxEvents.cursor);
  const missed = await happen(3);
  const again = await open({ cookie: sofia.cookie, "last-event-id": second?.id ?? "" }, search);
  await until(() => frames(again).length === 5, "it goes on");
  expect(idsOf(again)).toEqual([...ids.slice(2), ...missed]);
  const without = await open({ cookie: sofia.cookie, "last-event-id": second?.id ?? "" }, { query: "subscription { inboxEvents { id } }" });
  expect(without.status).toBe(400);
  await until(() => without.ended, "it answers");
  expect(without.text).toContain("from a variable");
});

test("only what its person may see comes, and a session that ends takes its streams along", async () => {
  const [ola, sofia] = [await world().asMember("ola"), await world().asMember("sofia")];
  const variables = JSON.stringify({ after: await logHead(sofia) });
  const [mine, all] = [
    await open({ cookie: ola.cookie }, { query: subscription, variables }),
    await open({ cookie: sofia.cookie }, { query: subscription, variables }),
  ];
  const { workspaceId, memberId } = world().ids.ola;
  const [own] = await happen(1, workspaceId, personalInbox(memberId));
  await happen(1, workspaceId, personalInbox());
  const [team] = await happen(1);
  await until(() => frames(all).length === 3 && frames(mine).length === 2, "they came");
  expect(idsOf(mine)).toEqual([own, team]);
  await world().database.query("delete from session where user_id = $1", [world().ids.ola.userId]);
  await until(() => mine.ended, "it ends");
  expect(frames(mine).at(-1)?.data.errors[0].extensions.code).toBe("UNAUTHENTICATED");
  expect(mine.text.endsWith("event: complete\ndata:\n\n")).toBe(true);
  expect(all.ended).toBe(false);
});

test("nobody, a page of another site, a mutation by a link, nonsense, a forged and a foreign cursor: each is told what is wrong", async () => {
  const [adam, olga] = [await world().asMember("adam"), await world().asMember("olga")];
  const refused = async (expected: number, code: string, ...asked: Parameters<typeof open>): Promise<void> => {
    const stream = await open(...asked);
    await until(() => stream.ended, `${code} is answered`);
    expect([stream.status, stream.text]).toEqual([expected, expect.stringContaining(`"${code}"`)]);
  };
  const cookie = { cookie: adam.cookie };
  const query = { query: subscription };
  await refused(401, "UNAUTHENTICATED", {}, query);
  await refused(401, "UNAUTHENTICATED", { authorization: "Bearer rlk_nothing" }, query);
  await refused(403, "FORBIDDEN", { ...cookie, origin: "https://evil.example.com" }, query);
  await refused(400, "BAD_USER_INPUT", cookie, { query: "mutation { markNotificationsRead(ids: []) { id } }" });
  await refused(400, "BAD_USER_INPUT", cookie, {});
  await refused(400, "BAD_USER_INPUT", cookie, { ...query, variables: "{" });
  await refused(200, "GRAPHQL_VALIDATION_FAILED", cookie, {}, { query: "subscription { nothing }" });
  await refused(200, "GRAPHQL_PARSE_FAILED", cookie, {}, { query: "subscription {" });
  const foreign = await logHead(olga);
  for (const after of [foreign, `${foreign.slice(0, -2)}AA`, "x"]) {
    await refused(200, "BAD_USER_INPUT", cookie, {}, { query: subscription, variables: { after } });
    await refused(200, "BAD_USER_INPUT", { ...cookie, "last-event-id": after }, {}, { query: subscription });
  }
  const large = await open(cookie, {}, { query: `{ viewer { role } } # ${"x".repeat(300_000)}` });
  expect(large.status).toBe(413);
});

test("a cursor before a log that retention has emptied is refused as query, over a socket and as a stream, and its oldest goes on", async () => {
  const sofia = await world().asMember("sofia");
  const after = await logHead(sofia);
  await happen(3);
  await world().database.query("delete from inbox_event where workspace_id = $1", [world().ids.sofia.workspaceId]);
  const page = "query ($after: Cursor) { inboxEvents(after: $after) { nodes { id } } }";
  const { code, extensions } = await sofia.refused(page, { after });
  expect(code).toBe("CURSOR_EXPIRED");
  const oldest = String(extensions["oldest"]);
  expect(oldest).toBe(await logHead(sofia));
  const socket = sofia.follow(subscription, { after });
  await until(() => socket.failure !== null, "the socket's is refused");
  expect(socket.failure).toMatchObject({ code: "CURSOR_EXPIRED", extensions: { oldest } });
  const stream = await open({ cookie: sofia.cookie }, { query: subscription, variables: JSON.stringify({ after }) });
  await until(() => stream.ended, "the stream is refused");
  expect(frames(stream)[0]?.data.errors[0].extensions).toMatchObject({ code: "CURSOR_EXPIRED", oldest });
  const again = await open({ cookie: sofia.cookie }, { query: subscription, variables: JSON.stringify({ after: oldest }) });
  const ids = await happen(2);
  await until(() => frames(again).length === 2, "it goes on");
  expect(idsOf(again)).toEqual(ids);
  expect(await sofia.get(page, { after: oldest })).toEqual({ inboxEvents: { nodes: ids.map((id) => ({ id })) } });
});

test("one session holds at most 100 streams", async () => {
  const adam = await world().asMember("adam");
  const streams = await Promise.all(Array.from({ length: 100 }, () => open({ cookie: adam.cookie }, { query: subscription })));
  expect(streams.every(({ status }) => status === 200)).toBe(true);
  expect((await open({ cookie: adam.cookie }, { query: subscription })).status).toBe(429);
  streams[0]?.stop();
  await until(async () => (await open({ cookie: adam.cookie }, { query: subscription })).status === 200, "there is room again");
});
