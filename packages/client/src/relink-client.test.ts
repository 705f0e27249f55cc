import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EventServer, inboxCount, startEventServer } from "./event-server.fixture.ts";
import type { FollowOptions } from "./follow-events.ts";
import { HealthDocument, LogHeadDocument, TurnOffInboxDocument } from "./gql/operations.ts";
import { createRelinkClient } from "./relink-client.ts";
import { CursorExpiredError, RelinkError } from "./relink-error.ts";

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
function follow(options: FollowOptions = {}, authorization = "Bearer key", transport: "websocket" | "sse" = "websocket") {
  const ids: string[] = [];
  const states: string[] = [];
  const events = createRelinkClient({ url: server.url, authorization, transport }).events({
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

describe("execute", () => {
  test("answers the data, as the key's owner", async () => {
    const client = createRelinkClient({ url: server.url, authorization: "Bearer key" });
    expect(await client.execute(TurnOffInboxDocument, { input: { inboxId: "a" } })).toMatchObject({
      turnOffInbox: { inbox: { id: "i1", state: "CONNECTED" } },
    });
    expect(server.authorizations).toEqual(["Bearer key"]);
  });

  test("throws a refusal with its code and what it carries", async () => {
    const client = createRelinkClient({ url: server.url, cookie: "session=1" });
    const error = await client.execute(TurnOffInboxDocument, { input: { inboxId: "stale" } }).catch((thrown: unknown) => thrown);
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
    await expect(nobody.execute(LogHeadDocument, {})).rejects.toMatchObject({ code: "NETWORK" });
    const page = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
    const gateway = createRelinkClient({ url: server.url, fetch: page });
    await expect(gateway.execute(LogHeadDocument, {})).rejects.toMatchObject({ code: "NETWORK", extensions: { status: 502 } });
    const slow = createRelinkClient({ url: server.url }).execute(HealthDocument, {}, { timeoutMs: 50 });
    await expect(slow).rejects.toMatchObject({ code: "NETWORK", message: "The API did not answer in 50 ms." });
  });

  test("reads all inboxes, page by page, with the cursor of before the first page", async () => {
    server.write(4);
    const { inboxes, cursor } = await createRelinkClient({ url: server.url }).readInboxes();
    expect(inboxes.map(({ id }) => id)).toEqual(Array.from({ length: inboxCount }, (_, index) => `i${index + 1}`));
    // The fixture's log grows with each page: those events are not lost.
    expect(cursor).toBe("4");
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

  test("do not take a cursor that got lost for none: the API is asked, and refuses it", async () => {
    follow({ after: "" });
    await vi.waitFor(() => expect(server.startedAfter).toEqual([""]), limit);
  });

  test("begin now without a cursor, and lose nothing of what comes while connecting", async () => {
    server.write(3);
    const starts: string[] = [];
    const { ids } = follow({ onStart: (cursor) => starts.push(cursor) });
    await vi.waitFor(() => expect(server.startedAfter).toEqual(["3"]), limit);
    expect(starts).toEqual(["3"]);
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e4"]), limit);
  });

  test.each(["websocket", "sse"] as const)(
    "go on from the last event after each cut, none twice, none left out (%s)",
    async (transport) => {
      server.repeatOnResume();
      const { ids, states } = follow({ after: "0" }, "Bearer key", transport);
      for (let written = 10; written <= 100; written += 10) {
        server.write(7);
        await vi.waitFor(() => expect(ids).toEqual(toIds(1, written - 3)), limit);
        server.cut();
        server.write(3);
      }
      await vi.waitFor(() => expect(ids).toEqual(toIds(1, 100)), limit);
      expect(states.filter((state) => state === "lost")).toHaveLength(10);
      expect(server.startedAfter).toEqual(["0", "7", "17", "27", "37", "47", "57", "67", "77", "87", "97"]);
    },
  );

  test.each([
    [1001, "Going away"],
    [1012, "Service restart"],
    [4413, "Too slow: resume from your cursor"],
    [4999, "Not known yet"],
  ])("come back after close code %i, and from a failure of the server's own", async (code, reason) => {
    const { ids } = follow({ after: "0" });
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e1"]), limit);
    server.refuse("INTERNAL_SERVER_ERROR");
    server.close(code, reason);
    server.write(1);
    await vi.waitFor(() => expect(server.authorizations.length).toBeGreaterThan(3), limit);
    expect(ids).toEqual(["e1"]);
    server.refuse(null);
    await vi.waitFor(() => expect(ids).toEqual(["e1", "e2"]), limit);
  });

  const refusals = ["UNAUTHENTICATED", "FORBIDDEN", "CURSOR_EXPIRED"].flatMap((code) => [
    [code, "websocket"] as const,
    [code, "sse"] as const,
  ]);
  test.each(refusals)("end with %s (%s)", async (code, transport) => {
    server.refuse(code);
    const { end } = follow({ after: "0" }, "Bearer key", transport);
    expect(await end).toMatchObject({ name: "RelinkError", code, message: `Refused: ${code}` });
    await vi.waitFor(() => expect(server.open()).toBe(0), limit);
  });

  test("hand out where the log begins when it no longer reaches back", async () => {
    server.refuse("CURSOR_EXPIRED");
    const error = await follow({ after: "0" }).end;
    expect(error).toBeInstanceOf(CursorExpiredError);
    expect(error).toMatchObject({ oldest: "3" });
  });

  test("end with UNAUTHENTICATED where the stream is refused by its status", async () => {
    expect(await follow({ after: "0" }, "Bearer none", "sse").end).toMatchObject({ code: "UNAUTHENTICATED", extensions: { status: 401 } });
    const told = { code: "UNAUTHENTICATED", message: "Key ended." };
    expect(await follow({ after: "0" }, "Bearer old", "sse").end).toMatchObject(told);
  });

  test("end with UNAUTHENTICATED when the server closes a session's socket", async () => {
    const { ids, end } = follow({ after: "0" });
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e1"]), limit);
    server.close(4403, "Signed out");
    expect(await end).toMatchObject({ code: "UNAUTHENTICATED", message: "Signed out" });
  });

  test.each(["websocket", "sse"] as const)("end without an error when no longer wanted, and leave nothing open (%s)", async (transport) => {
    const { ids, end } = follow({ after: "0" }, "Bearer key", transport);
    server.write(1);
    await vi.waitFor(() => expect(ids).toEqual(["e1"]), limit);
    leaving.abort();
    expect(await end).toBeNull();
    await vi.waitFor(() => expect(server.open()).toBe(0), limit);
    server.write(1);
    for await (const event of createRelinkClient({ url: server.url, transport }).events({ after: "0" })) {
      expect(event.cursor).toBe("1");
      break;
    }
    await vi.waitFor(() => expect(server.open()).toBe(0), limit);
  });

  test("end at once when they are not wanted from the start", async () => {
    const events = createRelinkClient({ url: server.url }).events({ after: "0", signal: AbortSignal.abort() });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  test.each(["websocket", "sse"] as const)("lose nothing for a reader that is slower than the log (%s)", async (transport) => {
    server.write(3500);
    const ids: string[] = [];
    let unheld = (): void => undefined;
    const held = new Promise<void>((resolve) => (unheld = resolve));
    const lost: string[] = [];
    const onConnection: FollowOptions["onConnection"] = (_, why) => {
      if (why) lost.push(why.message);
    };
    const done = (async () => {
      for await (const event of createRelinkClient({ url: server.url, transport }).events({ after: "0", backOff, onConnection })) {
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
