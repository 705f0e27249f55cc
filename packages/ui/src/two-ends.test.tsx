import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { type EndsState, lines, TwoEnds } from "./two-ends.tsx";

const states = Object.keys(lines).filter((state): state is EndsState => state in lines);

afterEach(cleanup);

describe("the two ends", () => {
  it.each(states)("%s has its word, and one name for the whole picture", (state) => {
    render(<TwoEnds state={state} word={`word of ${state}`} theirs="G" label={`all of ${state}`} />);
    expect(screen.getByRole("img", { name: `all of ${state}` }).textContent).toContain(`word of ${state}`);
  });

  it("gives each state a line of its own, so that colour is never alone", () => {
    const shapes = states.map((state) => {
      const { container, unmount } = render(<TwoEnds state={state} word="w" theirs="G" label="l" />);
      const drawn = [...container.querySelectorAll("line")].map(
        (line) => `${line.getAttribute("stroke-dasharray")} ${line.getAttribute("stroke-width")}`,
      );
      unmount();
      return drawn.join("|");
    });
    expect(new Set(shapes).size).toBe(states.length);
  });

  it("redraws the line when the state changes, and not when it first appears", () => {
    const { rerender } = render(<TwoEnds state="connected" word="w" theirs="G" label="l" />);
    expect(screen.getByRole("img").hasAttribute("data-moved")).toBe(false);
    rerender(<TwoEnds state="disconnected" word="w" theirs="G" label="l" />);
    expect(screen.getByRole("img").hasAttribute("data-moved")).toBe(true);
  });
});
