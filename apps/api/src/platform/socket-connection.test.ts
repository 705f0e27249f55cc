import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { createTestHttp, makePerson, type TestHttp } from "../../test/test-http.ts";

// The protocol message by message, as no well-behaved client would send them; what clients do is in websocket.test.ts.
const db = useTestDatabase();
let http: TestHttp;
let address: string;
let cookie: string;

beforeAll(async () => {
  http = await createTestHttp(db().database);
  await makePerson(db().database, "ola@demo.test");
  address = (await http.listen({ port: 0, host: "localhost" })).replace(/^http/, "ws");
  cookie = await http.signIn("ola@demo.test");
});

afterAll(() => http.close());

interface Raw {
  readonly socket: WebSocket;
  /** What the server said, in its order. */
  readonly said: Record<string, unknown>[];
  readonly closed: Promise<readonly [code: number, reason: string]>;
  say(message: unknown): void;
}

async function open(protocols: string | string[] = "graphql-transport-ws", at = address): Promise<Raw> {
  const socket = new WebSocket(`${at}/graphql`, protocols, { headers: { cookie } });
  const said: Record<string, unknown>[] = [];
  socket.on("message", (data) => said.push(JSON.parse(String(data))));
  const closed = new Promise<readonly [number, string]>((done) => socket.on("close", (code, reason) => done([code, String(reason)])));
  await once(socket, "open");
  return { socket, said, closed, say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)) };
}

async function begin(): Promise<Raw> {
  const raw = await open();
  raw.say({ type: "connection_init" });
  await until(() => raw.said.length === 1, "it is acknowledged");
  expect(raw.said.shift()).toEqual({ type: "connection_ack" });
  return raw;
}

const subscribe = (id: string, query: string, more: object = {}) => ({ id, type: "subscribe", payload: { query, ...more } });
const next = (id: string, data: object) => ({ id, type: "next", payload: { data } });
const complete = (id: string) => ({ id, type: "complete" });

test.each([
  ["no JSON", "hello"],
  ["JSON of no message", "[]"],
  ["a type that is none", { type: "hello" }],
  ["a subscription without an id", { type: "subscribe", payload: { query: "{ me }" } }],
  ["a subscription without a query", { id: "1", type: "subscribe", payload: {} }],
  ["variables that are a list", subscribe("1", "{ me }", { variables: [] })],
  ["an id of 1,025 characters", subscribe("x".repeat(1_025), "{ me }")],
  ["a message that only a server sends", next("1", { me: "eve@demo.test" })],
])("%s ends the socket with 4400", async (_what, message) => {
  const raw = await begin();
  raw.say(message);
  expect(await raw.closed).toEqual([4400, "Invalid message received"]);
});

test("who was told to go is answered nothing more", async () => {
  const raw = await begin();
  raw.say("hello");
  raw.say(subscribe("1", "{ me }"));
  await raw.closed;
  expect(raw.said).toEqual([]);
});

test("what was given up while it ran counts until it has ended", async () => {
  const raw = await begin();
  for (let index = 0; index < 150; index += 1) {
    raw.say(subscribe(String(index), "{ slow }"));
    raw.say(complete(String(index)));
  }
  raw.say({ type: "ping" });
  await until(() => raw.said.some(({ type }) => type === "pong"), "all were read");
  const refused = raw.said.filter(({ type }) => type === "error");
  expect(refused).toHaveLength(50);
  expect(refused[0]).toMatchObject({ id: "100", payload: [{ extensions: { code: "RATE_LIMITED" } }] });
  http.gate.open();
  raw.say(subscribe("again", "{ me }"));
  await until(() => raw.said.some(({ id }) => id === "again"), "there is room again");
  raw.socket.close();
});

test("who pings for ever and reads nothing is let go: their answers count as all others", async () => {
  const raw = await begin();
  raw.socket.pause();
  const ping = JSON.stringify({ type: "ping", payload: { text: "x".repeat(200_000) } });
  for (let index = 0; index < 100; index += 1) raw.socket.send(ping);
  await until(() => raw.socket.bufferedAmount === 0, "all are on their way");
  raw.socket.resume();
  expect((await raw.closed)[0]).toBe(4413);
});

test("who asks before connection_init is turned away with 4401, who sends it twice with 4429", async () => {
  const [early, twice] = [await open(), await begin()];
  early.say(subscribe("1", "{ me }"));
  expect(await early.closed).toEqual([4401, "Unauthorized"]);
  twice.say({ type: "connection_init" });
  expect(await twice.closed).toEqual([4429, "Too many initialisation requests"]);
});

test("who says nothing is turned away after 3 s with 4408", async () => {
  const mute = await open();
  expect(await mute.closed).toEqual([4408, "Connection initialisation timeout"]);
});

test("of several protocols the right one is chosen; without one the socket is closed with 4406", async () => {
  expect((await open(["graphql-ws", "graphql-transport-ws"])).socket.protocol).toBe("graphql-transport-ws");
  expect(await (await open([])).closed).toEqual([4406, "Subprotocol not acceptable"]);
});

test("a ping is answered, with what it carried; a pong is taken", async () => {
  const raw = await begin();
  raw.say({ type: "pong" });
  raw.say({ type: "ping" });
  raw.say({ type: "ping", payload: { at: 5 } });
  await until(() => raw.said.length === 2, "both are answered");
  expect(raw.said).toEqual([{ type: "pong" }, { type: "pong", payload: { at: 5 } }]);
  raw.socket.close();
});

test("an id is used once at a time, however odd it is, and is free once its operation is over", async () => {
  const raw = await begin();
  const odd = 'a"}\\ \u0000 ą'.repeat(40);
  raw.say(subscribe(odd, "subscription { ticks }"));
  await until(() => raw.said.length === 2, "it runs");
  raw.say(complete(odd));
  raw.say(subscribe(odd, "{ me }"));
  await until(() => raw.said.length === 4, "it runs under the same id");
  expect(raw.said).toEqual([next(odd, { ticks: 1 }), next(odd, { ticks: 2 }), next(odd, { me: "ola@demo.test" }), complete(odd)]);
  raw.say(subscribe(odd, "subscription { ticks }"));
  raw.say(subscribe(odd, "{ me }"));
  expect(await raw.closed).toEqual([4409, "Subscriber for this id already exists"]);
});

test("operations that begin and end in any order do not touch each other", async () => {
  const raw = await begin();
  const [first, second, third] = ["1", "2", "3"] as const;
  for (const id of [first, second, third]) raw.say(subscribe(id, "subscription { ticks }"));
  await until(() => raw.said.length === 6, "all run");
  raw.say(complete(second));
  raw.say(complete("of nothing"));
  raw.say(complete(third));
  raw.say(subscribe(second, "{ me }"));
  await until(() => raw.said.length === 8, "the one in the middle is free");
  raw.say(subscribe(first, "{ me }"));
  expect((await raw.closed)[0]).toBe(4409);
});

test("what is cancelled while it begins is heard no more", async () => {
  const raw = await begin();
  raw.say(subscribe("1", "subscription { ticks }"));
  raw.say(complete("1"));
  raw.say(subscribe("2", "{ me }"));
  await until(() => raw.said.some(({ type }) => type === "complete"), "the one after it is answered");
  expect(raw.said).toEqual([next("2", { me: "ola@demo.test" }), complete("2")]);
  raw.socket.close();
});

test("of several operations the one that is named runs; without a name, or with another's, none", async () => {
  const raw = await begin();
  const query = "query A { me } query B { transport }";
  raw.say(subscribe("1", query, { operationName: "B" }));
  await until(() => raw.said.length === 2, "it is answered");
  for (const [id, more] of Object.entries({ none: {}, other: { operationName: "C" } })) raw.say(subscribe(id, query, more));
  await until(() => raw.said.length === 4, "both are refused");
  const refusal = { type: "error", payload: [{ message: expect.any(String), extensions: { code: "OPERATION_RESOLUTION_FAILURE" } }] };
  expect(raw.said).toEqual([next("1", { transport: "websocket" }), complete("1"), { id: "none", ...refusal }, { id: "other", ...refusal }]);
  raw.socket.close();
});

test("a failure of our own while it begins is no reason for a client to stay away", async () => {
  const away = await createTestHttp(db().database, { readViewer: () => Promise.reject(new Error("The database is away.")) });
  try {
    const raw = await open("graphql-transport-ws", (await away.listen({ port: 0, host: "localhost" })).replace(/^http/, "ws"));
    raw.say({ type: "connection_init" });
    expect(await raw.closed).toEqual([1013, "Something went wrong on our side: try again later"]);
  } finally {
    await away.close();
  }
});
