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
export { applicationAtFault, judgeApplication } from "./incident/application-refused.ts";
export type { ApplicationSight, FaultyApplication, GrantApplication } from "./incident/application-refused.ts";
export { judgeDomain, noticeWaitsUntil, type PolicySight } from "./incident/domain-policy.ts";
export {
  countChecked,
  heldCheckAt,
  holdsDisconnection,
  hostSpanLengths,
  isStillBad,
  judgeHost,
  mostLookedAt,
} from "./incident/host-outage.ts";
export type { CountedSpan, HoldQuestion, HostSight, HostSpan } from "./incident/host-outage.ts";
export { incidentKey, incidentKinds, incidentThresholds, incidentWindow } from "./incident/incident.ts";
export type { IncidentDecision, IncidentKind, IncidentSubject, IncidentThresholds, OpenIncident } from "./incident/incident.ts";
export { countsForHost, isPolicyReason, toSighting, type Sighting } from "./incident/sighting.ts";
export { lifecycleDiagram, lifecyclePage } from "./inbox/diagram.ts";
export { fact, inboxEventTypes, takesAddress, type Fact, type InboxEventType } from "./inbox/event.ts";
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
export { evidenceText, type TimeText } from "./migration/evidence-text.ts";
export {
  hasMoved,
  isAtOldProvider,
  isMigrationOpen,
  isWaiting,
  leavesFrom,
  migrationItemStates,
  migrationStates,
  stepMigration,
  stepMigrationItem,
} from "./migration/migration.ts";
export type {
  ItemOccurrence,
  MigrationEvidence,
  MigrationItemState,
  MigrationOccurrence,
  MigrationState,
  Move,
  Whereabouts,
} from "./migration/migration.ts";
export { readMx, withLook, type MxAnswer, type MxHistory, type MxReading } from "./migration/mx-history.ts";
export { placeOf, type OwnMailHosts } from "./migration/place.ts";
export { isRefusalForGood, judgeMove, type MoveProof, type SecondSignals, type Suspicion } from "./migration/suspicion.ts";
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
  mayHandleLinks,
  mayManageSharedInboxes,
  mayManageWebhooks,
  mayManageWorkspace,
  mayMigrate,
  mayRead,
  maySee,
  maySeeAllEvents,
  maySeeEvents,
  needsIt,
  roles,
  scopes,
} from "./people/permissions.ts";
export type { Asker, GrantAction, InboxAction, Role, Scope } from "./people/permissions.ts";
export { becauses, closesEpisodes, mailPreferenceOf, newsOf, newsTypes, recipientsOf } from "./people/recipients.ts";
export type { AboutInbox, Because, Listener, MailPreference, News, NewsType, Recipient } from "./people/recipients.ts";
export { judgeGoogleRevocation, judgeGoogleToken, provesGoogleEnd } from "./provider/google-verdict.ts";
export { judgeImap, provesImapEnd, type ImapReply } from "./provider/imap-verdict.ts";
export { findKnownDomain, findKnownKeeper, signInAtHost, type KnownMail, type KnownServer } from "./provider/known-mail.ts";
export { judgeMicrosoftToken, provesMicrosoftEnd } from "./provider/microsoft-verdict.ts";
export { classifyMx, signInAt, type MxProvider, type MxRecord, type MxVerdict, type OwnMxSuffixes } from "./provider/mx.ts";
export { judgeSmtp, sendingStates, type SendingState, type SmtpReply } from "./provider/smtp-verdict.ts";
export type { RevocationVerdict, TokenBody, TokenReply, Verdict } from "./provider/verdict.ts";
export type { Refusal, Ruled } from "./refusal.ts";
export { unreachable } from "./unreachable.ts";
export { accessLapsesAt, dueLapseNotice, nextLapseLook, settledLapse, type LapseFacts } from "./watch/access-lapse.ts";
export { hostBreaker, hostPaces, type HostBreaker, type HostPace } from "./watch/host-pace.ts";
export { admitDue, endAtHost, hostRules, newHostTurn } from "./watch/host-turn.ts";
export type { Admitted, DueAtHost, EndedAtHost, HostRules, HostTurn } from "./watch/host-turn.ts";
export { arrivedBetween, type Arrived, type InboxMark, type MailGap } from "./watch/mail-arrived.ts";
export {
  backOff,
  checkWait,
  farthestCheck,
  firstCheckAt,
  jittered,
  longestWait,
  nextCheckAt,
  retryWait,
  shareOf,
} from "./watch/schedule.ts";
export { isSendingDue, learntOfSending, type SendingQuestion, type SendingSeen } from "./watch/sending.ts";
export { isRefreshDue, refreshDueAt, type TokenTimes } from "./watch/token-refresh.ts";
export { judgeWebhookAnswer, webhookFailures, type WebhookAnswer, type WebhookFailure, type WebhookVerdict } from "./webhook/answer.ts";
export { deliveryStates, stepDelivery, type DeliveryState, type DeliveryStep } from "./webhook/delivery.ts";
export { endpointEnds, stepEndpoint, webhookSignings } from "./webhook/endpoint.ts";
export type { EndpointEnd, EndpointHealth, WebhookSigning } from "./webhook/endpoint.ts";
export { explainEndpointEnd, explainWebhookFailure } from "./webhook/texts.ts";
