import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { connectSocket } from "../../test/socket-client.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { createTestHttp, makePerson, type TestHttp, testOrigin } from "../../test/test-http.ts";

const db = useTestDatabase();
let http: TestHttp;
let address: string;

beforeAll(async () => {
  http = await createTestHttp(db().database);
  await makePerson(db().database, "ola@demo.test");
  address = await http.listen({ port: 0, host: "localhost" });
});

afterAll(() => http.close());

describe("a socket at /graphql", () => {
  test("is signed in by the cookie and shares its context with HTTP", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const socket = connectSocket(address, { cookie, origin: testOrigin });
    expect(await socket.first("subscription { ticks }")).toEqual({ data: { ticks: 1 } });
    expect(await socket.first("{ me transport }")).toEqual({ data: { me: "ola@demo.test", transport: "websocket" } });
    await socket.end();
  });

  test("without a session gets UNAUTHENTICATED and no more", async () => {
    const socket = connectSocket(address, {});
    expect(await socket.first("subscription { ticks }")).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    await socket.end();
  });

  test("an authorization in connection_init stands in the cookie's place", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const socket = connectSocket(address, { cookie, origin: testOrigin }, { authorization: "Bearer unknown" });
    expect(await socket.first("subscription { ticks }")).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    await socket.end();
  });

  test("opened by a page of another site is refused, though the cookie is right", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const socket = connectSocket(address, { cookie, origin: "https://evil.example.com" });
    void socket.first("subscription { ticks }");
    expect(await socket.closed).toMatchObject({ code: 4403 });
  });

  test("shows neither SQL nor a path when a resolver fails, and names what is wrong with a document", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const socket = connectSocket(address, { cookie });
    const broken = JSON.stringify([await socket.first("subscription { broken }"), await socket.first("{ bug }")]);
    expect(broken.match(/INTERNAL_SERVER_ERROR/g)).toHaveLength(2);
    expect(broken.match(/"traceId":"[0-9a-f-]{36}"/g)).toHaveLength(2);
    expect(broken).not.toMatch(/select|secret\.ts|stack/);
    expect(await socket.first("{ nothing }")).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
    expect(await socket.first("{ me")).toMatchObject([{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }]);
    await socket.end();
  });

  test("carries at most 100 operations at once", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const socket = connectSocket(address, { cookie });
    const first = await Promise.all(Array.from({ length: 101 }, () => socket.first("subscription { ticks }")));
    expect(first.filter((one) => JSON.stringify(one).includes("RATE_LIMITED"))).toHaveLength(1);
    await socket.end();
  });

  test("a message above 256 KiB ends it", async () => {
    const socket = new WebSocket(`${address.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws");
    const closed = new Promise<number>((done) => socket.on("close", done));
    socket.on("error", () => undefined);
    await new Promise((done) => socket.on("open", done));
    socket.send("x".repeat(256 * 1024 + 1));
    expect(await closed).toBe(1009);
  });

  test("ends when its session signs out, and the other sessions' go on", async () => {
    const [one, two] = [await http.signIn("ola@demo.test"), await http.signIn("ola@demo.test")];
    const [first, second] = [connectSocket(address, { cookie: one }), connectSocket(address, { cookie: two })];
    await Promise.all([first.first("subscription { ticks }"), second.first("subscription { ticks }")]);
    await http.app.inject({ method: "POST", url: "/api/auth/sign-out", headers: { cookie: one, origin: testOrigin }, payload: {} });
    expect(await first.closed).toEqual({ code: 4403, reason: "Signed out" });
    expect(await second.first("{ me }")).toEqual({ data: { me: "ola@demo.test" } });
    await second.end();
  });
});
