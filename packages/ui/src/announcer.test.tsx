import { act, cleanup, render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Announcement } from "./announcement-queue.ts";
import { Announcer, useAnnounce } from "./announcer.tsx";

let announce: (announcement: Announcement) => void = () => undefined;

function Speaker({ onReady }: { onReady: (said: typeof announce) => void }) {
  const said = useAnnounce();
  useEffect(() => onReady(said), [onReady, said]);
  return null;
}

const take = (said: typeof announce) => {
  announce = said;
};

const say = (words: string, quiet = true) => act(() => announce({ words, quiet }));
const heard = () => screen.getByRole("status").textContent;
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.useFakeTimers();
  render(
    <Announcer>
      <Speaker onReady={take} />
    </Announcer>,
  );
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("the announcer", () => {
  it("says two that come at once one after the other, and none over another", () => {
    say("ola: Off");
    say("ewa: Off");
    expect(heard()).toBe("ola: Off");
    pass(1400);
    expect(heard()).toBe("ola: Off");
    pass(200);
    expect(heard()).toBe("ewa: Off");
    pass(4900);
    expect(heard()).toBe("ewa: Off");
    pass(200);
    expect(heard()).toBe("");
  });

  it("replaces one that was heard long enough at once", () => {
    say("ola: Off");
    pass(3000);
    say("ewa: Off");
    pass(0);
    expect(heard()).toBe("ewa: Off");
  });

  it("says what the person did before what others did, and what waits already only once", () => {
    for (const words of ["first", "second", "third", "second"]) say(words);
    say("Copied", false);
    const order = [1, 2, 3, 4].map(() => {
      pass(1501);
      return heard();
    });
    expect(order).toEqual(["Copied", "third", "second", "second"]);
  });

  it("says the same words anew when they come again", () => {
    say("Checked", false);
    const before = screen.getByText("Checked");
    say("Checked", false);
    pass(1501);
    expect(screen.getByText("Checked")).not.toBe(before);
  });

  it("keeps 20 waiting at most, the newest, and never drops the person's own for them", () => {
    say("now");
    say("Removed", false);
    for (let index = 1; index <= 500; index += 1) say(`inbox ${index}`);
    const order: (string | null)[] = [];
    while (heard() !== "") {
      order.push(heard());
      pass(1501);
      if (order.length > 30) break;
      if (order.length === 21) pass(5000);
    }
    expect(order).toEqual(["now", "Removed", ...Array.from({ length: 19 }, (_, index) => `inbox ${482 + index}`)]);
  });
});
