import type { ConnectionState, Inbox, InboxKind } from "./inbox.ts";
import type { OccurrenceType } from "./occurrence.ts";

/** Where an occurrence may lead from one state; `only` where the table allows it for one kind of inbox. */
export interface Cell {
  readonly to: readonly ConnectionState[];
  readonly only?: InboxKind;
}

const removed = { to: ["REMOVED"] } as const;
const removedPersonal = { to: ["REMOVED"], only: "PERSONAL" } as const;
const removedTeam = { to: ["REMOVED"], only: "TEAM" } as const;
const reconnected = { to: ["CONNECTED"] } as const;

/**
 * product.md's table of our end, complete: what is not here cannot happen. `step`, `can`, the diagram in
 * LIFECYCLE.md and the generated tests all read it.
 */
export const transitions = {
  CONNECTING: {
    grantAccepted: { to: ["CONNECTED"] },
    abandon: removed,
    remove: removedPersonal,
    deleteChannel: removedTeam,
    ownerLeft: removedPersonal,
  },
  CONNECTED: {
    checkPassed: { to: ["CONNECTED"] },
    checkFailed: { to: ["CONNECTED", "FAILING"] },
    checkRefused: { to: ["CONNECTED", "DISCONNECTED"] },
    checkUncoded: { to: ["FAILING"] },
    domainMoved: { to: ["DISCONNECTED"] },
    turnOff: { to: ["OFF"], only: "PERSONAL" },
    deleteChannel: removedTeam,
    ownerLeft: removedPersonal,
    reconnected,
  },
  FAILING: {
    checkPassed: { to: ["CONNECTED"] },
    checkFailed: { to: ["FAILING", "DISCONNECTED"] },
    checkRefused: { to: ["FAILING", "DISCONNECTED"] },
    checkUncoded: { to: ["FAILING", "DISCONNECTED"] },
    domainMoved: { to: ["DISCONNECTED"] },
    turnOff: { to: ["OFF"], only: "PERSONAL" },
    deleteChannel: removedTeam,
    ownerLeft: removedPersonal,
    reconnected,
  },
  DISCONNECTED: {
    checkPassed: { to: ["CONNECTED"] },
    checkFailed: { to: ["DISCONNECTED"] },
    checkRefused: { to: ["DISCONNECTED"] },
    checkUncoded: { to: ["DISCONNECTED"] },
    domainMoved: { to: ["DISCONNECTED"] },
    remove: removedPersonal,
    deleteChannel: removedTeam,
    ownerLeft: removedPersonal,
    reconnected,
  },
  OFF: {
    turnOnPassed: { to: ["CONNECTED"], only: "PERSONAL" },
    turnOnRefused: { to: ["DISCONNECTED"], only: "PERSONAL" },
    remove: removedPersonal,
    ownerLeft: removedPersonal,
    reconnected: { to: ["CONNECTED"], only: "PERSONAL" },
  },
  REMOVED: { reconnected },
} as const satisfies Record<ConnectionState, Partial<Record<OccurrenceType, Cell>>>;

const cells: Record<ConnectionState, Partial<Record<OccurrenceType, Cell>>> = transitions;

/** @returns the cell of the table, or null where nothing is allowed for this kind. */
export function findCell(state: ConnectionState, occurrence: OccurrenceType, kind: InboxKind): Cell | null {
  const cell = cells[state][occurrence];
  return cell && (!cell.only || cell.only === kind) ? cell : null;
}

/** Whether the lifecycle lets this occur now. Time limits (30 days after removal) are `step`'s. */
export function can(inbox: Inbox, occurrence: OccurrenceType): boolean {
  return findCell(inbox.ourEnd.state, occurrence, inbox.belonging.kind) !== null;
}
