import { beforeEach, describe, expect, it, vi } from "vitest";
import { liveConnection } from "./live-connection.ts";
import { createMissed } from "./missed.ts";

beforeEach(() => liveConnection.set("live"));

describe("what a subscription without a cursor missed", () => {
  it("is nothing at its first beginning", () => {
    const catchUp = vi.fn<() => void>();
    createMissed(catchUp).begin();
    liveConnection.set("lost");
    liveConnection.set("live");
    expect(catchUp).not.toHaveBeenCalled();
  });

  it("is asked for at once where the connection lives", () => {
    const catchUp = vi.fn<() => void>();
    const missed = createMissed(catchUp);
    missed.begin();
    missed.begin();
    expect(catchUp).toHaveBeenCalledTimes(1);
  });

  it("is asked for once the connection is back, however often it was tried before", () => {
    const catchUp = vi.fn<() => void>();
    const missed = createMissed(catchUp);
    missed.begin();
    liveConnection.set("lost");
    missed.begin();
    missed.begin();
    expect(catchUp).not.toHaveBeenCalled();
    liveConnection.set("live");
    expect(catchUp).toHaveBeenCalledTimes(1);
    liveConnection.set("lost");
    liveConnection.set("live");
    expect(catchUp, "and not without a new beginning").toHaveBeenCalledTimes(1);
  });

  it("is asked for no more after its end", () => {
    const catchUp = vi.fn<() => void>();
    const missed = createMissed(catchUp);
    missed.begin();
    liveConnection.set("lost");
    missed.begin();
    missed.stop();
    liveConnection.set("live");
    expect(catchUp).not.toHaveBeenCalled();
  });
});
