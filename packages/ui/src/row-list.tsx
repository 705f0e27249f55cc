import "./row-list.css";
import type { ReactNode } from "react";
import { Skeleton } from "./surface.tsx";

export type RowListProps = {
  label: string;
  children: ReactNode;
  /** Each row waits for a person: its actions are in sight without hover or focus. */
  waiting?: boolean;
};

export function RowList({ label, children, waiting }: RowListProps) {
  return (
    <ul className="rl-rows" role="list" aria-label={label} data-waiting={waiting === true ? "" : undefined}>
      {children}
    </ul>
  );
}

export type RowProps = {
  /** The row's name: what it is about, and nothing that changes. */
  label: string;
  ends: ReactNode;
  title: ReactNode;
  meta: ReactNode;
  note?: ReactNode;
  noteMore?: ReactNode;
  actions?: ReactNode;
  /** Greyed out: nothing goes on here. */
  muted?: boolean;
};

export function Row({ label, ends, title, meta, note, noteMore, actions, muted }: RowProps) {
  return (
    <li className="rl-row" aria-label={label} data-muted={muted === true ? "" : undefined}>
      <div className="rl-row-ends">{ends}</div>
      <div>
        <div className="rl-row-title">{title}</div>
        <div className="rl-row-meta">{meta}</div>
      </div>
      <div className="rl-row-note">
        <div className={noteMore === undefined ? "rl-row-note-plain" : undefined}>{note}</div>
        {noteMore === undefined ? null : <div className="rl-row-note-more">{noteMore}</div>}
      </div>
      <div className="rl-row-actions">{actions}</div>
    </li>
  );
}

/** The rows' place while they are on their way. */
export function RowListSkeleton({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div className="rl-rows" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div className="rl-row" key={index}>
          <Skeleton height={32} />
          <div>
            <Skeleton width="70%" />
            <div style={{ height: 6 }} />
            <Skeleton width="45%" height={14} />
          </div>
          <Skeleton width="80%" />
          <Skeleton width={96} height={32} />
        </div>
      ))}
    </div>
  );
}
