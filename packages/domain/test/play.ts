import { step, type Inbox, type Occurrence, type Step } from "../src/index.ts";
import { at } from "./samples.ts";

/** One step that must be allowed. */
export function after(inbox: Inbox, later: number, occurrence: Occurrence): Step {
  const result = step(inbox, occurrence, at(later));
  if (!result.ok) throw new Error(`${inbox.ourEnd.state} refused ${occurrence.type}`);
  return result;
}

/** Plays occurrences one after another, each at its time after the start. */
export function play(inbox: Inbox, ...moves: readonly (readonly [later: number, occurrence: Occurrence])[]): Step {
  return moves.reduce<Step>((last, [later, occurrence]) => after(last.next, later, occurrence), {
    next: inbox,
    facts: [],
    effects: [],
  });
}
