export { durations, scaledDurations, uncodedRetryHours, type Durations } from "./durations.ts";
export { accountKinds, credentialStates, evidenceKinds, isFinal, providerAccesses, verifyUntil } from "./grant/grant.ts";
export type { AccountKind, Credentials, Evidence, EvidenceKind, Grant, ProviderAccess, ProviderEnd } from "./grant/grant.ts";
export { guideFor, type Guide, type GuideSubject } from "./grant/guides.ts";
export { itGuideFor } from "./grant/it-guides.ts";
export { stepGrant, type GrantEffect, type GrantStep } from "./grant/provider-end.ts";
export { canGrant, grantOccurrenceTypes, providerEndTransitions } from "./grant/provider-end-transitions.ts";
export type { GrantOccurrence, GrantOccurrenceType } from "./grant/provider-end-transitions.ts";
export { addressKey, domainOf, parseEmailAddress } from "./ids.ts";
export type { EmailAddress, GrantId, InboxId, MemberId, SharedInboxId, WorkspaceId } from "./ids.ts";
export { lifecycleDiagram, lifecyclePage } from "./inbox/diagram.ts";
export { fact, inboxEventTypes, type Fact, type InboxEventType } from "./inbox/event.ts";
export { addressHoldingStates, connectionStates, disconnectionOf, inboxKinds, isLive, noTrouble, providers } from "./inbox/inbox.ts";
export type { Belonging, ConnectionState, Disconnection, Inbox, InboxKind, OurEnd, Provider, Trouble } from "./inbox/inbox.ts";
export { canComeBack, step } from "./inbox/lifecycle.ts";
export { occurrenceTypes, type Occurrence, type OccurrenceType } from "./inbox/occurrence.ts";
export { explainReason, remedyFor } from "./inbox/reason-texts.ts";
export { disconnectReasons, looksAgainByItself, type DisconnectReason } from "./inbox/reasons.ts";
export { startConnected, startConnecting, type NewInbox } from "./inbox/start.ts";
export type { Effect, Moment, Step } from "./inbox/step.ts";
export { can, findCell, transitions, type Cell } from "./inbox/transitions.ts";
export { locales, toLocale, type Locale } from "./locale.ts";
export { notificationText, severityOf } from "./people/notification-texts.ts";
export type { NotificationParams, NotificationSeverity, NotificationText } from "./people/notification-texts.ts";
export {
  allowedActions,
  allowedGrantActions,
  grantActions,
  inboxActions,
  isGrantOpen,
  isOpen,
  mayAct,
  mayConnect,
  mayFollow,
  mayManageSharedInboxes,
  mayManageWorkspace,
  mayRead,
  maySee,
  maySeeEvents,
  needsIt,
  roles,
  scopes,
} from "./people/permissions.ts";
export type { Asker, GrantAction, InboxAction, Role, Scope } from "./people/permissions.ts";
export { becauses, closesEpisodes, mailPreferenceOf, newsOf, newsTypes, recipientsOf } from "./people/recipients.ts";
export type { AboutInbox, Because, Listener, News, NewsType, Recipient } from "./people/recipients.ts";
export { judgeGoogleRevocation, judgeGoogleToken, provesGoogleEnd } from "./provider/google-verdict.ts";
export { judgeImap, provesImapEnd, type ImapReply } from "./provider/imap-verdict.ts";
export { findKnownDomain, findKnownKeeper, signInAtHost, type KnownMail, type KnownServer } from "./provider/known-mail.ts";
export { judgeMicrosoftToken, provesMicrosoftEnd } from "./provider/microsoft-verdict.ts";
export { classifyMx, signInAt, type MxProvider, type MxRecord, type MxVerdict, type OwnMxSuffixes } from "./provider/mx.ts";
export { judgeSmtp, sendingStates, type SendingState, type SmtpReply } from "./provider/smtp-verdict.ts";
export type { RevocationVerdict, TokenBody, TokenReply, Verdict } from "./provider/verdict.ts";
export type { Refusal, Ruled } from "./refusal.ts";
export { unreachable } from "./unreachable.ts";
