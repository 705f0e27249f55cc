import {
  allowedActions,
  isGrantOpen,
  isOpen,
  mayAct,
  maySee,
  grantActions,
  type GrantAction,
  type InboxAction,
  type Moment,
} from "@relink/domain";
import type { Caller } from "../people/caller.ts";
import type { Clock } from "../platform/clock.ts";
import { done, refused, type Outcome, type Refused } from "../platform/outcome.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { Change } from "./change.ts";
import type { Commit, CommitConflict } from "./commit.ts";
import type { HeldInbox } from "./held-inbox.ts";
import { once, remembered, type Command } from "./idempotency.ts";
import type { InboxStore } from "./inbox.store.ts";
import type { KeptGrant } from "./grant-row.ts";

/** What every verb on an inbox needs. */
export interface VerbNeeds {
  readonly database: Queryable;
  readonly inboxes: InboxStore;
  readonly commit: Commit;
  readonly clock: Clock;
}

export interface InboxCommand extends Command {
  /** UUID; null where the id named no inbox. */
  readonly inboxId: string | null;
  readonly expectedVersion: number | null;
  /** For actions about the provider's end: which grant. Default the newest ended one. */
  readonly grantId?: string | null;
}

/** An inbox that the caller may act on now. `grant`: which an action about the provider's end means. */
export interface Permitted {
  readonly held: HeldInbox;
  readonly grant: KeptGrant | null;
  readonly moment: Moment;
}

/** What a verb decides; it may ask a provider first, unless the verb is `performAlone`. */
export type Decide = (held: HeldInbox, moment: Moment, grant: KeptGrant | null) => Promise<Outcome<Change>>;

const tries = 4;

type Perform = (
  needs: VerbNeeds,
  caller: Caller,
  action: InboxAction,
  command: InboxCommand,
  decide: Decide,
) => Promise<Outcome<HeldInbox>>;

function createPerform(looksFirst: boolean): Perform {
  return (needs, caller, action, command, decide) => {
    const seen = () => getVisible(needs.inboxes, caller, command.inboxId);
    return once(needs, caller, command, seen, () => tryVerb(needs, caller, action, command, decide), looksFirst);
  };
}

/**
 * One verb on one inbox: seen before? → find → permit → decide → store it in one statement. Where somebody else was
 * quicker and the caller expected no version, it looks again and decides anew.
 */
export const perform = createPerform(true);

/** The same for a verb that asks nobody outside: one read, one statement. */
export const performAlone = createPerform(false);

async function tryVerb(
  needs: VerbNeeds,
  caller: Caller,
  action: InboxAction,
  command: InboxCommand,
  decide: Decide,
): Promise<Outcome<HeldInbox>> {
  for (let attempt = 1; ; attempt += 1) {
    const permitted = await permit(needs, caller, action, command);
    if (!permitted.ok) return permitted;
    const { held, moment, grant } = permitted.value;
    const decided = await decide(held, moment, grant);
    if (!decided.ok) return decided;
    const audit = { action: command.mutation, ip: caller.ip, outcome: "DONE" };
    const committed = await needs.commit(remembered({ ...decided.value, audit }, caller, command, {}, moment.durations));
    if (committed.ok) return done(committed.held);
    // Another inbox of the same account came or went: this one is still the version that was expected.
    const again = committed.conflict === "ACCOUNT" || (committed.conflict === "VERSION" && command.expectedVersion === null);
    if (!again || attempt >= tries) return conflictRefusal(committed.conflict, held.inbox.version);
  }
}

/** Finds the inbox and asks the domain whether this caller may do this to it now. */
export async function permit(
  needs: Pick<VerbNeeds, "inboxes" | "clock">,
  caller: Caller,
  action: InboxAction,
  command: InboxCommand,
): Promise<Outcome<Permitted>> {
  const found = await getVisible(needs.inboxes, caller, command.inboxId);
  if (!found.ok) return found;
  const held = found.value;
  const { inbox } = held;
  if (!mayAct(caller.asker, inbox, action)) return refused("FORBIDDEN", forbidden(caller, action, inbox.belonging.kind));
  const { expectedVersion } = command;
  if (expectedVersion !== null && expectedVersion !== inbox.version) return conflictRefusal("VERSION", inbox.version);
  const grant = command.grantId ? await findGrantOf(needs.inboxes, held, command.grantId) : held.endedGrant;
  if (command.grantId && !grant) return notFound("grant");
  const moment = needs.clock.moment();
  const open = isGrantAction(action)
    ? grant !== null && isGrantOpen(grant, action, moment)
    : isOpen(inbox, held.endedGrant, action, moment);
  return open ? done({ held, grant, moment }) : notAllowed(caller, held, action, moment);
}

/**
 * The inbox to act on, where it is the caller's to see; what is not is as if it never existed. A key finds every inbox
 * of its workspace: whether it may act is asked next, and a key that only acts need not read.
 */
export async function getVisible(inboxes: InboxStore, caller: Caller, inboxId: string | null): Promise<Outcome<HeldInbox>> {
  const held = inboxId === null ? null : await inboxes.find(caller.workspaceId, inboxId);
  return held && (caller.asker.kind === "apiKey" || maySee(caller.asker, held.inbox)) ? done(held) : notFound("inbox");
}

export function notFound(what: string): Refused {
  return refused("NOT_FOUND", `There is no such ${what} in this workspace.`);
}

async function findGrantOf(inboxes: InboxStore, held: HeldInbox, grantId: string): Promise<KeptGrant | null> {
  const grant = await inboxes.findGrant(held.inbox.workspaceId, grantId);
  return grant?.inboxId === held.inbox.id ? grant : null;
}

function isGrantAction(action: InboxAction): action is GrantAction {
  return grantActions.some((other) => other === action);
}

/** TRANSITION_NOT_ALLOWED, with what would be. */
export function notAllowed(caller: Caller, held: HeldInbox, action: InboxAction, moment: Moment): Refused {
  const { state } = held.inbox.ourEnd;
  const message = `${toWords(action)} is not possible while ${held.inbox.address} is ${state.toLowerCase()}.`;
  return refused("TRANSITION_NOT_ALLOWED", message, {
    state,
    action,
    allowedActions: allowedActions(caller.asker, held.inbox, held.endedGrant, moment),
  });
}

function toWords(action: InboxAction): string {
  const words = action.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function forbidden({ asker }: Caller, action: InboxAction, kind: "PERSONAL" | "TEAM"): string {
  if (action === "ISSUE_CREDENTIALS") return "Only an API key with the scope credentials:issue works with an inbox's credentials.";
  if (asker.kind === "apiKey") return "This API key lacks the scope for it, or it is the owner's alone to do.";
  return kind === "PERSONAL"
    ? "Only its owner, or a super admin where that is allowed, may do this to a personal inbox."
    : "Only admins may do this to a channel.";
}

export function conflictRefusal(conflict: CommitConflict, version: number): Refused {
  switch (conflict) {
    case "VERSION":
    case "ACCOUNT":
    case "LEASE":
      return refused("CONFLICT", "The inbox has changed meanwhile. Look at it again, then repeat what you want.", { version });
    case "IDEMPOTENCY":
      return refused("CONFLICT", "A request with this idempotency key is still running. Repeat it in a moment.", { version });
    case "ADDRESS":
      return refused("ADDRESS_IN_USE", "This address is connected already in this workspace.");
    case "LINK":
      return refused("LINK_SPENT", "This link can't be used any more. Ask for a new one.", { state: "USED" });
  }
}
