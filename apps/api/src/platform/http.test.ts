import { connect } from "node:net";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import Fastify from "fastify";
import { beforeAll, describe, expect, test } from "vitest";
import { connectSocket } from "../../test/socket-client.ts";
import { createTestDatabase, useTestDatabase } from "../../test/test-database.ts";
import { createTestHttp, makePerson, type TestHttp } from "../../test/test-http.ts";
import { registerHealth } from "./health.ts";

const db = useTestDatabase();
const webFolder = mkdtempSync(join(tmpdir(), "relink-web-"));
let http: TestHttp;

beforeAll(async () => {
  mkdirSync(join(webFolder, "assets"));
  writeFileSync(join(webFolder, "index.html"), "<!doctype html><title>Relink</title>");
  writeFileSync(join(webFolder, "assets/app-1a2b3c.js"), "plain()");
  writeFileSync(join(webFolder, "assets/app-1a2b3c.js.br"), brotliCompressSync("plain()"));
  const explode = () => {
    throw new Error("password=hunter2 in /srv/secret");
  };
  http = await createTestHttp(db().database, { webFolder, routes: [(app) => void app.get("/connect/explode", explode)] });
  await makePerson(db().database, "ola@demo.test");
});

function graphql(query: string, headers: Record<string, string> = {}) {
  return http.app.inject({ method: "POST", url: "/graphql", headers, payload: { query } });
}

describe("GraphQL over HTTP", () => {
  test("answers by POST and, for those that can't be sent by a foreign page, by GET", async () => {
    expect((await graphql("{ me transport }")).json()).toEqual({ data: { me: null, transport: "http" } });
    const url = `/graphql?query=${encodeURIComponent("{ transport }")}`;
    expect((await http.app.inject({ url, headers: { "apollo-require-preflight": "1" } })).json()).toEqual({ data: { transport: "http" } });
    expect((await http.app.inject({ url })).statusCode).toBe(400);
  });

  test("a bug is INTERNAL_SERVER_ERROR with a trace id and nothing of what happened; a refusal keeps its code", async () => {
    const { data, errors } = (await graphql("{ bug refused transport }")).json();
    expect(data).toEqual({ bug: null, refused: null, transport: "http" });
    const byPath = Object.fromEntries(errors.map((error: { path: string[]; extensions: object }) => [error.path[0], error.extensions]));
    expect(byPath).toEqual({
      bug: { code: "INTERNAL_SERVER_ERROR", traceId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      refused: { code: "FORBIDDEN" },
    });
    expect(JSON.stringify(errors)).not.toMatch(/select|secret\.ts|stack/);
  });

  test("a document that is wrong gets the protocol's own codes, each time it comes", async () => {
    const codes = [];
    for (const query of ["{ me", "{ nothing }", "{ nothing }"]) codes.push((await graphql(query)).json().errors[0].extensions.code);
    expect(codes).toEqual(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_VALIDATION_FAILED"]);
  });

  test("a body above 1 MiB is refused", async () => {
    expect((await graphql(`{ me } # ${"x".repeat(1024 * 1024)}`)).statusCode).toBe(413);
  });
});

describe("the server", () => {
  test("a failed request tells a trace id and no cause", async () => {
    const answer = await http.app.inject({ url: "/connect/explode" });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/hunter2|srv/);
    expect(answer.json()).toMatchObject({ error: "INTERNAL_SERVER_ERROR", traceId: expect.any(String) });
  });

  test("says that it is up and ready, and counts requests by route without what is in the address", async () => {
    expect((await http.app.inject({ url: "/healthz" })).statusCode).toBe(200);
    expect((await http.app.inject({ url: "/readyz" })).json()).toEqual({ status: "ready" });
    await http.app.inject({ url: "/connect/explode?code=topsecret" });
    const metrics = await http.app.inject({ url: "/metrics" });
    expect(metrics.body).toContain('route="/connect/explode",status="500"');
    expect(metrics.body).not.toContain("topsecret");
  });

  test("is not ready when the database is away", async () => {
    const away = await createTestDatabase();
    const server = await createTestHttp(away.database);
    await away.drop();
    expect((await server.app.inject({ url: "/readyz" })).statusCode).toBe(503);
    expect((await server.app.inject({ url: "/healthz" })).statusCode).toBe(200);
    await server.close();
  });

  test("each page lets no foreign or inline script run and stands in no frame", async () => {
    const policy = String((await http.app.inject({ url: "/" })).headers["content-security-policy"]);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe("the web app", () => {
  const page = { accept: "text/html,*/*" };

  test("its pages are index.html, asked for anew each time; other unknown addresses are missing", async () => {
    for (const url of ["/", "/settings/general", "/r", "/connect/result?x=1"]) {
      const answer = await http.app.inject({ url, headers: page });
      expect([url, answer.statusCode, answer.headers["cache-control"]]).toEqual([url, 200, "no-cache"]);
      expect(answer.body).toContain("<title>Relink</title>");
    }
    for (const url of ["/api/none", "/assets/none.js", "/receipts/none.json"]) {
      expect((await http.app.inject({ url, headers: page })).statusCode).toBe(404);
    }
    expect((await http.app.inject({ url: "/none.png" })).statusCode).toBe(404);
  });

  test("what has a hash in its name is kept for ever, and comes compressed where it was built so", async () => {
    const url = "/assets/app-1a2b3c.js";
    const plain = await http.app.inject({ url });
    expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(plain.body).toBe("plain()");
    const small = await http.app.inject({ url, headers: { "accept-encoding": "br" } });
    expect(small.headers).toMatchObject({ "content-encoding": "br", "content-type": expect.stringContaining("javascript") });
    expect(small.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  });
});

describe("closing", () => {
  test("is not ready from its first moment on", async () => {
    const app = Fastify();
    let shuttingDown = false;
    registerHealth(app, { database: db().database, isShuttingDown: () => shuttingDown });
    expect((await app.inject({ url: "/readyz" })).statusCode).toBe(200);
    shuttingDown = true;
    expect((await app.inject({ url: "/readyz" })).statusCode).toBe(503);
    expect((await app.inject({ url: "/healthz" })).statusCode).toBe(200);
  });

  test("does not wait for connections that never asked for anything", { timeout: 30_000 }, async () => {
    const server = await createTestHttp(db().database);
    const { port } = new URL(await server.listen({ port: 0, host: "localhost" }));
    const silent = connect(Number(port), "127.0.0.1");
    await new Promise((resolve) => silent.once("connect", resolve));
    silent.on("error", () => undefined);
    const ended = new Promise((resolve) => silent.once("close", resolve));
    await server.close();
    await ended;
  });

  test("lets what is in flight end, ends sockets with 1001, and takes no more", async () => {
    const server = await createTestHttp(db().database);
    const address = await server.listen({ port: 0, host: "localhost" });
    const socket = connectSocket(address, { cookie: await server.signIn("ola@demo.test") });
    await socket.first("subscription { ticks }");
    const body = JSON.stringify({ query: "{ slow }" });
    const inFlight = fetch(`${address}/graphql`, { method: "POST", body, headers: { "content-type": "application/json" } });
    await server.gate.entered;
    const began = performance.now();
    const closed = server.close();
    expect(await socket.closed).toEqual({ code: 1001, reason: "Going away" });
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
    server.gate.open();
    expect(await (await inFlight).json()).toEqual({ data: { slow: "done" } });
    await closed;
    // Connections are cut off after 10 s: one that is kept alive must not hold it up so long.
    expect(performance.now() - began).toBeLessThan(9_500);
  });
});
