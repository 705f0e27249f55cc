import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EventServer, startEventServer } from "./event-server.fixture.ts";
import type { FollowOptions } from "./follow-events.ts";
import { inboxEventsDocument, logHeadDocument } from "./inbox-event.ts";
import { createRelinkClient } from "./relink-client.ts";
import { RelinkError } from "./relink-error.ts";

let server: EventServer;
let leaving: AbortController;
beforeEach(async () => {
  server = await startEventServer();
  leaving = new AbortController();
});
afterEach(async () => {
  leaving.abort();
  await server.stop();
});

const backOff = { first: 5, longest: 20 };
const limit = { timeout: 10_000 };

/** Follows in the background and gathers what comes. */
function follow(options: FollowOptions = {}, authorization = "Bearer key") {
  const ids: string[] = [];
  const states: string[] = [];
  const events = createRelinkClient({ url: server.url, authorization }).events({
    backOff,
    signal: leaving.signal,
    onConnection: (state) => states.push(state),
    ...options,
  });
  const end = (async () => {
    for await (const event of events) ids.push(event.id);
    return null;
  })().catch((error: unknown) => error);
  return { ids, states, end };
}

function toIds(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `e${from + index}`);
}

const turnOff: TypedDocumentNode<{ turnOffInbox: string | null }, { id: string }> = parse("mutation ($id: ID!) { turnOffInbox(id: $id) }");

describe("execute", () => {
  test("answers the data, as the key's owner", async () => {
    const client = createRelinkClient({ url: server.url, authorization: "Bearer key" });
    expect(await client.execute(turnOff, { id: "a" })).toEqual({ turnOffInbox: "a" });
    expect(server.authorizations).toEqual(["Bearer key"]);
  });

  test("throws a refusal with its code and what it carries", async () => {
    const client = createRelinkClient({ url: server.url, cookie: "session=1" });
    const error = await client.execute(turnOff, { id: "stale" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RelinkError);
    expect(error).toMatchObject({
      code: "CONFLICT",
      message: "Somebody was faster.",
      extensions: { version: 7 },
      data: { turnOffInbox: null },
    });
    expect(server.cookies).toEqual(["session=1"]);
  });

  test("says NETWORK when nobody answers, and when what answers is no GraphQL", async () => {
    const nobody = createRelinkClient({ url: "http://127.0.0.1:9/graphql" });
    await expect(nobody.execute(logHeadDocument, {})).rejects.toMatchObject({ code: "NETWORK" });
    const page = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
    const gateway = createRelinkClient({ url: server.url, fetch: page });
    await expect(gateway.execute(logHeadDocument, {})).rejects.toMatchObject({ code: "NETWORK", extensions: { status: 502 } });
  });
});

describe("events", () => {
  test("follow the log from a cursor, then live", async () => {
    server.write(20);
    const { ids } = follow({ after: "5" });
    await vi.waitFor(() => expect(ids).toEqual(toIds(6, 20)), limit);
    server.write(2);
    await vi.waitFor(() => expect(ids).toEqual(toIds(6, 22)), limit);
  });

  test("begin now without a cursor, and lose nothing of what comes while connecting", async () => {
    server.write(3);
    const { ids } = follow();
    await vi.waitFor(() => expect(server.startedAfter).toEqual(["3"]), limit);
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e4"]), limit);
  });

  test("go on from the last event after each cut, none twice and none left out", async () => {
    server.repeatOnResume();
    const { ids, states } = follow({ after: "0" });
    for (let written = 10; written <= 100; written += 10) {
      server.write(7);
      await vi.waitFor(() => expect(ids).toEqual(toIds(1, written - 3)), limit);
      server.cut();
      server.write(3);
    }
    await vi.waitFor(() => expect(ids).toEqual(toIds(1, 100)), limit);
    expect(states.filter((state) => state === "lost")).toHaveLength(10);
    expect(server.startedAfter).toEqual(["0", "7", "17", "27", "37", "47", "57", "67", "77", "87", "97"]);
  });

  test("come back from a server that goes away, and from a failure of its own", async () => {
    const { ids } = follow({ after: "0" });
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e1"]), limit);
    server.refuse("INTERNAL_SERVER_ERROR");
    server.close(1001, "Going away");
    server.write(1);
    await vi.waitFor(() => expect(server.authorizations.length).toBeGreaterThan(3), limit);
    expect(ids).toEqual(["e1"]);
    server.refuse(null);
    await vi.waitFor(() => expect(ids).toEqual(["e1", "e2"]), limit);
  });

  test.each(["UNAUTHENTICATED", "FORBIDDEN", "CURSOR_EXPIRED"])("end with %s", async (code) => {
    server.refuse(code);
    const { end } = follow({ after: "0" });
    expect(await end).toMatchObject({ name: "RelinkError", code, message: `Refused: ${code}` });
    await vi.waitFor(() => expect(server.open()).toBe(0), limit);
  });

  test("end with UNAUTHENTICATED when the server closes a session's socket", async () => {
    const { ids, end } = follow({ after: "0" });
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e1"]), limit);
    server.close(4403, "Signed out");
    expect(await end).toMatchObject({ code: "UNAUTHENTICATED", message: "Signed out" });
  });

  test("end without an error when they are no longer wanted, and leave no socket", async () => {
    const { ids, end } = follow({ after: "0" });
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e1"]), limit);
    leaving.abort();
    expect(await end).toBeNull();
    await vi.waitFor(() => expect(server.open()).toBe(0), limit);
    server.write(1);
    for await (const event of createRelinkClient({ url: server.url }).events({ after: "0" })) {
      expect(event.cursor).toBe("1");
      break;
    }
    await vi.waitFor(() => expect(server.open()).toBe(0), limit);
  });

  test("end at once when they are not wanted from the start", async () => {
    const events = createRelinkClient({ url: server.url }).events({ after: "0", signal: AbortSignal.abort() });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  test("lose nothing for a reader that is slower than the log", async () => {
    server.write(3500);
    const ids: string[] = [];
    let unheld = (): void => undefined;
    const held = new Promise<void>((resolve) => (unheld = resolve));
    const lost: string[] = [];
    const onConnection: FollowOptions["onConnection"] = (_, why) => {
      if (why) lost.push(why.message);
    };
    const done = (async () => {
      for await (const event of createRelinkClient({ url: server.url }).events({ after: "0", backOff, onConnection })) {
        if (ids.push(event.id) === 1) await held;
        if (ids.length === 3500) return;
      }
    })();
    await vi.waitFor(() => expect(ids).toHaveLength(1), limit);
    await vi.waitFor(() => expect(server.open()).toBe(0), limit);
    unheld();
    await done;
    expect(ids).toEqual(toIds(1, 3500));
    expect(lost).toContain("The reader was too slow for the live stream.");
  });

  test("carry who asks: a key, or a session's cookie", async () => {
    follow({ after: "0" }, "Bearer other");
    await vi.waitFor(() => expect(server.authorizations).toEqual(["Bearer other"]), limit);
    const events = createRelinkClient({ url: server.url, cookie: "session=2" }).events({ after: "0", signal: leaving.signal });
    server.write(1);
    await events.next();
    expect(server.cookies.at(-1)).toBe("session=2");
  });
});

test("its documents fit the API's schema", () => {
  const schema = buildSchema(readFileSync(new URL("../../../apps/api/schema.graphql", import.meta.url), "utf8"));
  expect(validate(schema, inboxEventsDocument)).toEqual([]);
  expect(validate(schema, logHeadDocument)).toEqual([]);
});
