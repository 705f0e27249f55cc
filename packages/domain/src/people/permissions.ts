import { verifyUntil, type Grant } from "../grant/grant.ts";
import { isOrganisations, needsItFor } from "../grant/needs-it.ts";
import { canGrant } from "../grant/provider-end-transitions.ts";
import type { MemberId } from "../ids.ts";
import { disconnectionOf, type Inbox } from "../inbox/inbox.ts";
import { canComeBack } from "../inbox/lifecycle.ts";
import type { Moment } from "../inbox/step.ts";
import { can } from "../inbox/transitions.ts";
import { unreachable } from "../unreachable.ts";

export const roles = ["SUPER_ADMIN", "ADMIN", "MEMBER"] as const;
export type Role = (typeof roles)[number];

export const scopes = [
  "inboxes:read",
  "inboxes:write",
  "migrations:write",
  "credentials:issue",
  "webhooks:write",
  "events:subscribe",
] as const;
export type Scope = (typeof scopes)[number];

/** Who asks, as far as rules care. */
export type Asker =
  | { readonly kind: "member"; readonly memberId: MemberId; readonly role: Role }
  | { readonly kind: "apiKey"; readonly scopes: readonly Scope[] };

export const inboxActions = [
  "TURN_OFF",
  "TURN_ON",
  "REMOVE",
  "DELETE_CHANNEL",
  "RECONNECT",
  "CHECK_NOW",
  "REVOKE_ACCESS",
  "CONFIRM_ACCESS_REMOVED",
  "VERIFY_ACCESS_REMOVED",
  "SEND_IT_REQUEST",
  "REPORT_ADMIN_CONSENT",
  "SEND_RECONNECT_LINK",
  "ISSUE_CREDENTIALS",
] as const;
export type InboxAction = (typeof inboxActions)[number];

type Whose = Pick<Inbox, "belonging" | "connectedBy">;

/** Whether the asker may see the inbox, its events, checks and receipts. */
export function maySee(asker: Asker, inbox: Whose): boolean {
  if (asker.kind === "apiKey") return asker.scopes.includes("inboxes:read");
  return inbox.belonging.kind === "TEAM" || asker.role !== "MEMBER" || inbox.belonging.ownerId === asker.memberId;
}

/**
 * Whether the asker may read what the workspace shares: its members, shared inboxes, mail settings. Which inboxes they
 * see is `maySee`'s.
 */
export function mayRead(asker: Asker): boolean {
  return asker.kind === "member" || asker.scopes.includes("inboxes:read");
}

/** Whether the asker may follow live what they may see. */
export function mayFollow(asker: Asker): boolean {
  return asker.kind === "member" || asker.scopes.includes("events:subscribe");
}

/** Whether the asker may see an inbox's events: a key that follows events need not read inboxes. */
export function maySeeEvents(asker: Asker, inbox: Whose): boolean {
  return asker.kind === "apiKey" ? mayFollow(asker) || mayRead(asker) : maySee(asker, inbox);
}

/** Whether the asker may see every inbox's events, whoever's it is. */
export function maySeeAllEvents(asker: Asker): boolean {
  return asker.kind === "apiKey" ? mayFollow(asker) || mayRead(asker) : asker.role !== "MEMBER";
}

/** Whether the asker may manage API keys, roles and people, and read the audit log. */
export function mayManageWorkspace(asker: Asker): boolean {
  return asker.kind === "member" && asker.role === "SUPER_ADMIN";
}

/** Whether the asker may see and manage webhooks. */
export function mayManageWebhooks(asker: Asker): boolean {
  return asker.kind === "member" ? asker.role === "SUPER_ADMIN" : asker.scopes.includes("webhooks:write");
}

/** Whether the asker may read and run the migrations of domains. */
export function mayMigrate(asker: Asker): boolean {
  return asker.kind === "member" ? asker.role !== "MEMBER" : asker.scopes.includes("migrations:write");
}

/** Whether the asker may start to connect an inbox of this kind: a personal one always for themself. */
export function mayConnect(asker: Asker, kind: Inbox["belonging"]["kind"]): boolean {
  if (asker.kind === "apiKey") return kind === "TEAM" && asker.scopes.includes("inboxes:write");
  return kind === "PERSONAL" || asker.role !== "MEMBER";
}

/** Whether the asker may create, rename and delete shared inboxes. */
export function mayManageSharedInboxes(asker: Asker): boolean {
  return mayConnect(asker, "TEAM");
}

/** Whether the asker holds the right to an action on this inbox, whatever its state: product.md's table, row by row. */
export function mayAct(asker: Asker, inbox: Whose, action: InboxAction): boolean {
  const team = inbox.belonging.kind === "TEAM";
  if (asker.kind === "apiKey") return keyMayAct(asker.scopes, team, action);
  const own = inbox.belonging.kind === "PERSONAL" && inbox.belonging.ownerId === asker.memberId;
  const connected = team && inbox.connectedBy === asker.memberId;
  const superAdmin = asker.role === "SUPER_ADMIN";
  const admin = superAdmin || asker.role === "ADMIN";
  switch (action) {
    case "TURN_OFF":
    case "REMOVE":
      return own || (!team && superAdmin);
    case "TURN_ON":
      return own;
    case "DELETE_CHANNEL":
      return team && admin;
    case "RECONNECT":
      return own || connected || (team && admin);
    case "CHECK_NOW":
    case "SEND_RECONNECT_LINK":
    case "REVOKE_ACCESS":
    case "CONFIRM_ACCESS_REMOVED":
    case "VERIFY_ACCESS_REMOVED":
    case "SEND_IT_REQUEST":
    case "REPORT_ADMIN_CONSENT":
      return own || connected || (team && admin) || superAdmin;
    case "ISSUE_CREDENTIALS":
      return false;
    default:
      return unreachable(action);
  }
}

function keyMayAct(held: readonly Scope[], team: boolean, action: InboxAction): boolean {
  if (action === "ISSUE_CREDENTIALS") return held.includes("credentials:issue");
  // Turning on and reconnecting a personal inbox is its owner's alone.
  if (action === "TURN_ON" || (action === "RECONNECT" && !team)) return false;
  return held.includes("inboxes:write");
}

/** Whether the asker may see an inbox's open links and to whom they went, and withdraw them: whoever may send them. */
export function mayHandleLinks(asker: Asker, inbox: Whose): boolean {
  return mayAct(asker, inbox, "SEND_RECONNECT_LINK");
}

/** Whether the lifecycle lets an action begin now, whoever asks. `grant` is the newest ended one, where the action is about it. */
export function isOpen(inbox: Inbox, grant: Grant | null, action: InboxAction, moment: Moment): boolean {
  const { state } = inbox.ourEnd;
  switch (action) {
    case "TURN_OFF":
      return can(inbox, "turnOff");
    case "TURN_ON":
      return can(inbox, "turnOnPassed");
    case "REMOVE":
      return can(inbox, "remove");
    case "DELETE_CHANNEL":
      return can(inbox, "deleteChannel");
    case "RECONNECT":
      return can(inbox, "reconnected") && canComeBack(inbox, moment);
    case "CHECK_NOW":
      return can(inbox, "checkPassed") && disconnectionOf(inbox.ourEnd)?.reason !== "PROVIDER_MIGRATED";
    case "SEND_RECONNECT_LINK":
      return state === "CONNECTED" || state === "FAILING" || state === "DISCONNECTED";
    case "ISSUE_CREDENTIALS":
      return state === "CONNECTED" || state === "FAILING";
    case "REVOKE_ACCESS":
    case "CONFIRM_ACCESS_REMOVED":
    case "VERIFY_ACCESS_REMOVED":
    case "SEND_IT_REQUEST":
    case "REPORT_ADMIN_CONSENT":
      return grant !== null && isGrantOpen(grant, action, moment);
    default:
      return unreachable(action);
  }
}

export type GrantAction = Extract<
  InboxAction,
  "REVOKE_ACCESS" | "CONFIRM_ACCESS_REMOVED" | "VERIFY_ACCESS_REMOVED" | "SEND_IT_REQUEST" | "REPORT_ADMIN_CONSENT"
>;
export const grantActions = [
  "REVOKE_ACCESS",
  "CONFIRM_ACCESS_REMOVED",
  "VERIFY_ACCESS_REMOVED",
  "SEND_IT_REQUEST",
  "REPORT_ADMIN_CONSENT",
] as const satisfies readonly GrantAction[];

/** Whether something can be done now about the provider's end of an ended grant. */
export function isGrantOpen(grant: Grant, action: GrantAction, moment: Moment): boolean {
  // Credentials kept for one try to revoke are no longer there for a check; nor are those whose time is over.
  const until = grant.credentials === "SEALED" ? verifyUntil(grant, moment.durations.sealed) : null;
  const sealed = until !== null && moment.now < until;
  if (grant.endedAt === null) return false;
  switch (action) {
    case "REVOKE_ACCESS":
      return sealed && grant.provider === "GOOGLE" && canGrant(grant, "revocationAsked");
    case "CONFIRM_ACCESS_REMOVED":
      return canGrant(grant, "attested");
    case "VERIFY_ACCESS_REMOVED":
      return sealed && canGrant(grant, "refused");
    case "SEND_IT_REQUEST":
      return grant.end.access === "AWAITING_PERSON" && needsIt(grant);
    case "REPORT_ADMIN_CONSENT":
      return canGrant(grant, "consentTold") && isOrganisations(grant.accountKind);
    default:
      return unreachable(action);
  }
}

/** Whether only an administrator or IT can end it at the provider. */
export function needsIt(grant: Pick<Grant, "accountKind">): boolean {
  return needsItFor(grant.accountKind);
}

/**
 * What the asker may do to an inbox now: the lifecycle and the permissions together. The web app shows exactly
 * this, and the API enforces exactly this.
 * @param endedGrant - the newest ended grant, or null.
 */
export function allowedActions(asker: Asker, inbox: Inbox, endedGrant: Grant | null, moment: Moment): readonly InboxAction[] {
  return inboxActions.filter((action) => mayAct(asker, inbox, action) && isOpen(inbox, endedGrant, action, moment));
}

/** The same for one grant: the actions about its provider end. */
export function allowedGrantActions(asker: Asker, inbox: Whose, grant: Grant, moment: Moment): readonly InboxAction[] {
  return grantActions.filter((action) => mayAct(asker, inbox, action) && isGrantOpen(grant, action, moment));
}
