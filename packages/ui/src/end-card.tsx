import "./end-card.css";
import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";
import { Icon, type IconName } from "./icon.tsx";

const icons = { ok: "check", warn: "clock", bad: "hand", off: "lock" } as const satisfies Record<Tone, IconName>;

export type EndCardProps = { name: string; tone: Tone; state: ReactNode; children: ReactNode };

/** One end of a connection in words: whose it is, how it stands, what that means. */
export function EndCard({ name, tone, state, children }: EndCardProps) {
  return (
    <section className="rl-end-card" data-tone={tone} aria-label={name}>
      <div className="rl-end-card-name">{name}</div>
      <div className="rl-end-card-state" role="status">
        <Icon name={icons[tone]} size={17} />
        <span>{state}</span>
      </div>
      <div className="rl-end-card-words">{children}</div>
    </section>
  );
}

export function EndCards({ children }: { children: ReactNode }) {
  return <div className="rl-end-cards">{children}</div>;
}

export type GuideFact = { name: string; value: string };

export type GuideStepsProps = {
  title: string;
  steps: readonly string[];
  facts?: readonly GuideFact[];
  /** What ends when the person does it, and when the steps were last compared. */
  more?: readonly string[];
  /** Where the steps begin. */
  action?: ReactNode;
};

export function GuideSteps({ title, steps, facts = [], more = [], action }: GuideStepsProps) {
  return (
    <section className="rl-guide" aria-label={title}>
      <div className="rl-guide-title">{title}</div>
      {facts.length === 0 ? null : (
        <dl className="rl-guide-facts">
          {facts.map((fact) => (
            <FactLine key={fact.name} fact={fact} />
          ))}
        </dl>
      )}
      <ol className="rl-guide-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {action === undefined ? null : <div>{action}</div>}
      {more.map((line) => (
        <p key={line} className="rl-guide-more">
          {line}
        </p>
      ))}
    </section>
  );
}

function FactLine({ fact }: { fact: GuideFact }) {
  return (
    <>
      <dt>{fact.name}</dt>
      <dd>{fact.value}</dd>
    </>
  );
}

export type NamedFact = { name: string; value: ReactNode };

/** Names and what they stand for, in two columns. */
export function FactList({ facts }: { facts: readonly NamedFact[] }) {
  return (
    <dl className="rl-facts">
      {facts.map(({ name, value }) => (
        <div key={name} className="rl-fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function PlainList({ children }: { children: ReactNode }) {
  return (
    <ul className="rl-list" role="list">
      {children}
    </ul>
  );
}
