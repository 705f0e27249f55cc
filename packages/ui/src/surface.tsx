import "./surface.css";
import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";

export function Card({ children }: { children: ReactNode }) {
  return <div className="rl-card">{children}</div>;
}

export type StateProps = {
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** h1 where it is all that the page has to say. */
  heading?: "h1" | "h2";
};

/** Nothing here yet: what the place is for, and one thing to do. */
export function EmptyState({ title, children, action, heading: Heading = "h2" }: StateProps) {
  return (
    <div className="rl-state">
      <Heading>{title}</Heading>
      <p>{children}</p>
      {action === undefined ? null : <div className="rl-state-actions">{action}</div>}
    </div>
  );
}

/** Something did not work: what, why, and the way on. */
export function ErrorState({ title, children, action, heading: Heading = "h2" }: StateProps) {
  return (
    <div className="rl-state" role="alert">
      <Heading>{title}</Heading>
      <p>{children}</p>
      {action === undefined ? null : <div className="rl-state-actions">{action}</div>}
    </div>
  );
}

/** A grey place of the size of what will come. Sizes in px, or any CSS length. */
export function Skeleton({ width = "100%", height = 16 }: { width?: number | string; height?: number }) {
  return <span className="rl-skeleton" style={{ width, height }} aria-hidden="true" />;
}

export type BannerProps = {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  /** Says itself at once to a screen reader. */
  urgent?: boolean;
  /** The one thing to do about it. */
  action?: ReactNode;
  /** Spans the page from edge to edge. */
  edge?: boolean;
};

export function Banner({ tone = "off", title, children, action, urgent = false, edge = false }: BannerProps) {
  return (
    <div className="rl-banner" data-tone={tone} data-edge={edge ? "" : undefined} role={urgent ? "alert" : "status"}>
      {title === undefined ? null : <span className="rl-banner-title">{title}</span>}
      {children === undefined ? null : <span className={action === undefined ? undefined : "rl-banner-words"}>{children}</span>}
      {action}
    </div>
  );
}
