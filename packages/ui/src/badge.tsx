import "./badge.css";
import type { ReactNode } from "react";

/** What a colour may mean: a state, and nothing else. */
export type Tone = "ok" | "warn" | "bad" | "off";

export function Badge({ tone = "off", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="rl-badge" data-tone={tone}>
      {children}
    </span>
  );
}

/** The figure on the bell's shoulder. The button's own name says it in words, so it is hidden from screen readers. */
export function Count({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="rl-count" aria-hidden="true">
      {count > 99 ? "99+" : count}
    </span>
  );
}
