import "./progress.css";
import type { Tone } from "./badge.tsx";

export type ProgressPart = { name: string; count: number; tone: Tone };

export type ProgressProps = {
  /** What goes on. */
  label: string;
  /** How far it is, as a sentence: what the bar shows to who can't see it, and stands under it. */
  words: string;
  done: number;
  total: number;
  /** What is drawn, the first at the left; what is missing to the total stays empty. */
  parts: readonly ProgressPart[];
};

/** How far something is that goes on in several kinds of steps. */
export function Progress({ label, words, done, total, parts }: ProgressProps) {
  const rest = total - parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="rl-progress">
      <div
        className="rl-progress-bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={words}
      >
        {parts.map(({ name, count, tone }) =>
          count === 0 ? null : (
            <span key={name} className="rl-progress-part" data-tone={tone} title={`${name}: ${count}`} style={{ flexGrow: count }} />
          ),
        )}
        {rest > 0 ? <span style={{ flexGrow: rest }} /> : null}
      </div>
      <span className="rl-progress-words">{words}</span>
    </div>
  );
}
