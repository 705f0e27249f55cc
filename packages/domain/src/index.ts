export { durations, scaledDurations, uncodedRetryHours, type Durations } from "./durations.ts";
export { accountKinds, credentialStates, evidenceKinds, isFinal, providerAccesses, verifyUntil } from "./grant/grant.ts";
export type { AccountKind, Credentials, Evidence, EvidenceKind, Grant, ProviderAccess, ProviderEnd } from "./grant/grant.ts";
export { canGrant, providerEndTransitions, stepGrant } from "./grant/provider-end.ts";
export type { GrantEffect, GrantOccurrence, GrantOccurrenceType, GrantStep } from "./grant/provider-end.ts";
export { addressKey, domainOf, parseEmailAddress } from "./ids.ts";
export type { EmailAddress, GrantId, InboxId, MemberId, SharedInboxId, WorkspaceId } from "./ids.ts";
export { fact, inboxEventTypes, type Fact, type InboxEventType } from "./inbox/event.ts";
export { addressHoldingStates, connectionStates, disconnectionOf, inboxKinds, isLive, noTrouble, providers } from "./inbox/inbox.ts";
export type { Belonging, ConnectionState, Disconnection, Inbox, InboxKind, OurEnd, Provider, Trouble } from "./inbox/inbox.ts";
export { canComeBack, step, type Effect, type Moment, type Step } from "./inbox/lifecycle.ts";
export { occurrenceTypes, type Occurrence, type OccurrenceType } from "./inbox/occurrence.ts";
export { disconnectReasons, type DisconnectReason } from "./inbox/reasons.ts";
export { startConnected, startConnecting, type NewInbox } from "./inbox/start.ts";
export { can, findCell, transitions, type Cell } from "./inbox/transitions.ts";
export {
  allowedActions, allowedGrantActions, grantActions, inboxActions, isGrantOpen, isOpen, mayAct, mayConnect, mayManageSharedInboxes, maySee, needsIt, roles, scopes,
} from "./people/permissions.ts";
export type { Asker, GrantAction, InboxAction, Role, Scope } from "./people/permissions.ts";
export type { Refusal, Ruled } from "./refusal.ts";
export { unreachable } from "./unreachable.ts";
