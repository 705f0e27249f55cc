import { describe, expect, it } from "vitest";
import tokens from "./tokens.css?raw";

type Theme = "light" | "dark";

const sheets = import.meta.glob<string>(["./*.css", "!./tokens.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});

function readColour(name: string, theme: Theme): string {
  const found = new RegExp(`--${name}:\\s*light-dark\\((#[0-9a-f]{6}),\\s*(#[0-9a-f]{6})\\)`).exec(tokens);
  const colour = theme === "light" ? found?.[1] : found?.[2];
  if (colour === undefined) throw new Error(`no colour --${name} in tokens.css`);
  return colour;
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const pairs = [
  ...["ok", "warn", "bad", "off"].map((state) => [state, `${state}-tint`] as const),
  ...["ok", "warn", "bad", "off"].map((state) => [state, "panel"] as const),
  ...["ink-1", "ink-2", "ink-3"].flatMap((ink) => [[ink, "background"] as const, [ink, "panel"] as const]),
  ["ink-3", "panel-hover"] as const,
  ["ink-2", "accent-tint"] as const,
  ["accent-ink", "accent"] as const,
  ["accent-ink", "accent-hover"] as const,
  ["accent", "background"] as const,
];

describe.each<Theme>(["light", "dark"])("%s colours", (theme) => {
  it.each(pairs)("%s can be read on %s", (ink, ground) => {
    expect(contrast(readColour(ink, theme), readColour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it("draws the edge of a control so that it can be seen", () => {
    expect(contrast(readColour("line-strong", theme), readColour("panel", theme))).toBeGreaterThanOrEqual(3);
  });
});

describe("style sheets", () => {
  it.each(Object.entries(sheets))("%s takes its colours from tokens", (_name, css) => {
    expect(css.length).toBeGreaterThan(10);
    expect(css.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/gi)).toBeNull();
  });
});
