import "./two-ends.css";
import { type ReactNode, useState } from "react";
import { Badge, type Tone } from "./badge.tsx";
import { Icon } from "./icon.tsx";

export type EndsState = "connecting" | "connected" | "failing" | "disconnected" | "off" | "removed-open" | "removed-closed";

type Line = { tone: Tone; dashes: string; width: number; double: boolean; icon: "lock" | "unlock" | null };

const plain = { width: 2, double: false, icon: null } as const;

/** One line for each state; tone and dashes differ, so that neither colour nor shape alone has to carry it. */
export const lines = {
  connecting: { ...plain, tone: "off", dashes: "1 5" },
  connected: { ...plain, tone: "ok", dashes: "none" },
  failing: { ...plain, tone: "warn", dashes: "11 4" },
  disconnected: { ...plain, tone: "bad", dashes: "5 5" },
  off: { ...plain, tone: "off", dashes: "none", width: 2.5 },
  "removed-open": { ...plain, tone: "warn", dashes: "none", icon: "unlock" },
  "removed-closed": { ...plain, tone: "off", dashes: "none", width: 1.5, double: true, icon: "lock" },
} as const satisfies Record<EndsState, Line>;

export type TwoEndsProps = {
  state: EndsState;
  /** The state's word: always written, whatever the line looks like. */
  word: string;
  /** The letter that stands for the provider. */
  theirs: string;
  /** The whole picture as one sentence, for who can't see it. */
  label: string;
  size?: "row" | "large";
  /** Large only: what is known of each end, under it. */
  ourFacts?: ReactNode;
  theirFacts?: ReactNode;
};

function LineHalf({ line, side, gone }: { line: Line; side: "ours" | "theirs"; gone: boolean }) {
  const heights = line.double ? [2, 6] : [4];
  return (
    <svg className="rl-ends-line" data-side={side} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {gone
        ? null
        : heights.map((y) => (
            <line
              key={y}
              x1="0"
              y1={y}
              x2="100"
              y2={y}
              stroke="currentColor"
              strokeWidth={line.width}
              strokeDasharray={line.dashes}
              strokeLinecap={line.dashes === "1 5" ? "round" : "butt"}
              vectorEffect="non-scaling-stroke"
            />
          ))}
    </svg>
  );
}

/** Relink's own picture: our end, a line, the provider's end. A state that changes redraws the line once. */
export function TwoEnds({ state, word, theirs, label, size = "row", ourFacts, theirFacts }: TwoEndsProps) {
  const [first] = useState(state);
  const line: Line = lines[state];
  const ourEndClosed = state === "removed-open" || state === "removed-closed";
  const picture = (
    <div
      key={state}
      className="rl-ends"
      role="img"
      aria-label={label}
      data-state={state}
      data-tone={line.tone}
      data-moved={first === state ? undefined : ""}
    >
      <span className="rl-end" data-closed={ourEndClosed ? "" : undefined}>
        R
      </span>
      <LineHalf line={line} side="ours" gone={state === "removed-open"} />
      <Badge tone={line.tone}>
        {line.icon === null ? null : <Icon name={line.icon} size={13} />}
        {word}
      </Badge>
      <LineHalf line={line} side="theirs" gone={false} />
      <span className="rl-end" data-closed={state === "removed-closed" ? "" : undefined}>
        {theirs}
      </span>
    </div>
  );
  if (size === "row") return picture;
  return (
    <div className="rl-ends-large">
      {picture}
      <div className="rl-ends-facts">
        {ourFacts}
        {theirFacts}
      </div>
    </div>
  );
}
