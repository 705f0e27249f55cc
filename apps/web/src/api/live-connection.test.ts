import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { follow, liveConnection } from "./live-connection.ts";

type Data = { cursor: string };
type Result = { data?: Data; error?: unknown };

/** Each try is a new stream; asked remembers from which cursor it was started. */
function setUp(startsOver = false) {
  const streams: Subject<Result>[] = [];
  const asked: string[] = [];
  const seen: string[] = [];
  const codes: string[] = [];
  let cursor = "c0";
  const stop = follow<Data>({
    start() {
      const stream = new Subject<Result>();
      streams.push(stream);
      asked.push(cursor);
      return stream;
    },
    next(data) {
      cursor = data.cursor;
      seen.push(data.cursor);
    },
    refused(code) {
      codes.push(code);
      return startsOver;
    },
  });
  return { streams, asked, seen, codes, stop };
}

const refusal = (code: string) => new CombinedGraphQLErrors({ data: null, errors: [{ message: code, extensions: { code } }] });

beforeEach(() => {
  vi.useFakeTimers();
  liveConnection.set("live");
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a subscription that is kept up", () => {
  it("goes on from the last cursor after the socket was lost", () => {
    const { streams, asked, seen, stop } = setUp();
    streams[0]?.next({ data: { cursor: "c1" } });
    streams[0]?.next({ data: { cursor: "c2" } });
    streams[0]?.error(new Error("socket closed"));
    expect(liveConnection.get()).toBe("lost");
    vi.advanceTimersByTime(1000);
    streams[1]?.next({ data: { cursor: "c3" } });
    expect(asked).toEqual(["c0", "c2"]);
    expect(seen).toEqual(["c1", "c2", "c3"]);
    stop();
  });

  it("tries slower each time, and at once when the network comes back", () => {
    const { streams, stop } = setUp();
    for (let tries = 0; tries < 6; tries += 1) {
      streams.at(-1)?.error(new Error("socket closed"));
      vi.advanceTimersByTime(15_000);
    }
    expect(streams).toHaveLength(7);
    streams.at(-1)?.error(new Error("socket closed"));
    vi.advanceTimersByTime(1000);
    expect(streams).toHaveLength(7);
    dispatchEvent(new Event("online"));
    expect(streams).toHaveLength(8);
    // A first try may come too early: the next is not as slow as those before the network was back.
    streams.at(-1)?.error(new Error("socket closed"));
    vi.advanceTimersByTime(1000);
    expect(streams).toHaveLength(9);
    stop();
  });

  it("comes back at once when another subscription has brought the socket back", () => {
    const { streams, stop } = setUp();
    streams[0]?.error(new Error("socket closed"));
    expect(streams).toHaveLength(1);
    liveConnection.set("live");
    expect(streams).toHaveLength(2);
    stop();
  });

  it("does not insist where the API says no", () => {
    const { streams, codes, stop } = setUp();
    streams[0]?.next({ error: refusal("FORBIDDEN") });
    vi.advanceTimersByTime(60_000);
    expect(codes).toEqual(["FORBIDDEN"]);
    expect(streams).toHaveLength(1);
    expect(liveConnection.get()).toBe("live");
    stop();
  });

  it("starts over where the refusal says that this helps", () => {
    const { streams, stop } = setUp(true);
    streams[0]?.error(refusal("CURSOR_EXPIRED"));
    vi.advanceTimersByTime(1000);
    expect(streams).toHaveLength(2);
    stop();
  });

  it("is quiet once it is stopped", () => {
    const { streams, stop } = setUp();
    stop();
    expect(streams[0]?.observed).toBe(false);
    dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(60_000);
    expect(streams).toHaveLength(1);
  });
});
