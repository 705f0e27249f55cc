import type { Durations } from "../durations.ts";
import { fact, type Fact } from "./event.ts";
import { noTrouble, type Disconnection, type Inbox, type OurEnd } from "./inbox.ts";

/** What a rule needs of the world: the time (milliseconds since 1970) and the waits in force. */
export interface Moment {
  readonly now: number;
  readonly durations: Durations;
}

/** What must follow a step, once it is stored. */
export type Effect =
  /** Look again at this time: a second look, or a retry that product.md names. */
  | { readonly type: "checkAt"; readonly at: number }
  /** The grant that was in use has ended: its provider end is to be closed. */
  | { readonly type: "endGrant" }
  /** Open reconnect links are withdrawn. */
  | { readonly type: "withdrawLinks" };

export interface Step {
  readonly next: Inbox;
  readonly facts: readonly Fact[];
  readonly effects: readonly Effect[];
}

export const nothingSaid = { facts: [], effects: [] } as const;

/** DISCONNECTED, with its reason; the grant is kept. */
export function disconnect(inbox: Inbox, disconnection: Disconnection, moment: Moment, more: Partial<Fact> = {}): Step {
  const { reason, providerCode } = disconnection;
  const said = fact("DISCONNECTED", "DISCONNECTED", {
    fromState: inbox.ourEnd.state,
    reason,
    providerCode,
    grantId: inbox.grantId,
    ...more,
  });
  return to(inbox, { state: "DISCONNECTED", disconnection }, moment, said);
}

/** CONNECTED with a clean slate. */
export function connected(moment: Moment): OurEnd {
  return { state: "CONNECTED", trouble: noTrouble(moment.now) };
}

/** Moves our end, with the one fact that says so. */
export function to(inbox: Inbox, ourEnd: OurEnd, moment: Moment, said: Fact): Step {
  return {
    next: { ...inbox, ourEnd, stateChangedAt: moment.now, version: inbox.version + 1 },
    facts: [said],
    effects: [],
  };
}

export function withEffects(result: Step, ...effects: readonly Effect[]): Step {
  return { ...result, effects: [...result.effects, ...effects] };
}
