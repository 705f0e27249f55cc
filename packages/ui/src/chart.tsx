import "./chart.css";
import type { Tone } from "./badge.tsx";

export type Part = { name: string; count: number; tone: Tone };

/** A whole and its parts: a bar, and the same in words and figures under it. */
export function SplitBar({ label, parts }: { label: string; parts: readonly Part[] }) {
  return (
    <>
      <div className="rl-split-bar" aria-hidden="true">
        {parts.map(({ name, count, tone }) =>
          count === 0 ? null : <span key={name} className="rl-split-part" data-tone={tone} style={{ flexGrow: count }} />,
        )}
      </div>
      <ul className="rl-split-list" role="list" aria-label={label}>
        {parts.map(({ name, count, tone }) => (
          <li key={name}>
            <span className="rl-key" data-tone={tone} aria-hidden="true" />
            {name}
            <b>{count}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

export type ChartDay = { id: string; name: string; lost: number; back: number };

export type DayChartProps = {
  /** The whole as a sentence, for who can't see it; the figures are in a table of the page's. */
  label: string;
  /** Oldest first. */
  days: readonly ChartDay[];
  lost: string;
  back: string;
};

/** Two counts for each day, side by side. */
export function DayChart({ label, days, lost, back }: DayChartProps) {
  const most = Math.max(1, ...days.flatMap((day) => [day.lost, day.back]));
  return (
    <figure className="rl-days">
      <ul className="rl-days-legend" role="list">
        <li>
          <span className="rl-key" data-tone="bad" aria-hidden="true" />
          {lost}
        </li>
        <li>
          <span className="rl-key" data-hatched="" aria-hidden="true" />
          {back}
        </li>
      </ul>
      <div role="img" aria-label={label}>
        <div className="rl-days-plot">
          <div className="rl-days-most">
            <span>{most}</span>
          </div>
          {days.map((day) => (
            <div key={day.id} className="rl-day" title={`${day.name}: ${lost} ${day.lost}, ${back} ${day.back}`}>
              <DayBar count={day.lost} most={most} />
              <DayBar count={day.back} most={most} hatched />
            </div>
          ))}
        </div>
        <div className="rl-days-axis">
          <span>{days[0]?.name}</span>
          <span>{days.at(-1)?.name}</span>
        </div>
      </div>
    </figure>
  );
}

function DayBar({ count, most, hatched = false }: { count: number; most: number; hatched?: boolean }) {
  return (
    <span
      className="rl-day-bar"
      data-hatched={hatched ? "" : undefined}
      data-none={count === 0 ? "" : undefined}
      style={{ height: `${(count / most) * 100}%` }}
    />
  );
}

export type Bar = { name: string; count: number };

/** A few named counts, each with a bar as long as its share of the longest one. */
export function BarList({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className="rl-bars" role="list" aria-label={label}>
      {bars.map(({ name, count }) => (
        <li key={name}>
          <div className="rl-bar-words">
            <span>{name}</span>
            <b>{count}</b>
          </div>
          <div className="rl-bar" aria-hidden="true" style={{ width: `${(count / most) * 100}%` }} />
        </li>
      ))}
    </ul>
  );
}
