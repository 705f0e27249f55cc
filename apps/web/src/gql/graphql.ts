/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Why a sign-in failed. */
export type AttemptFailure =
  /** The address was connected meanwhile. */
  | 'ADDRESS_IN_USE'
  /** They signed in as another account. */
  | 'ADDRESS_MISMATCH'
  /** An administrator there has to allow it first. */
  | 'ADMIN_CONSENT_REQUIRED'
  /** The person declined. */
  | 'CONSENT_DECLINED'
  /** The provider refused. */
  | 'PROVIDER_REFUSED'
  /** The provider did not answer. */
  | 'PROVIDER_UNAVAILABLE'
  /** A permission that is needed was not given. */
  | 'SCOPE_MISSING'
  /** Another attempt, or another change, took its place. */
  | 'SUPERSEDED'
  | '%future added value';

/** How far a sign-in has come. */
export type AttemptState =
  /** A person cancelled it. */
  | 'CANCELLED'
  /** Nobody came back in time. */
  | 'EXPIRED'
  /** It failed; failure says how. */
  | 'FAILED'
  /** The person is on their way. */
  | 'PENDING'
  /** They came back, and a check passed. */
  | 'SUCCEEDED'
  | '%future added value';

/** What one check showed. */
export type CheckVerdict =
  /** The provider refused our application: no inbox's fault. */
  | 'APPLICATION_REFUSED'
  /** The session opened. */
  | 'OK'
  /** It failed in a way that may pass by itself. */
  | 'PASSING_FAILURE'
  /** The provider refused for good. */
  | 'REFUSED'
  | '%future added value';

/** Checks first: a refusal stores nothing. */
export type ConnectImapInboxInput = {
  /** The address. */
  address: string;
  /** The same key with the same input answers the first success for 24 h; 1 to 255 printable characters. */
  idempotencyKey?: string | null | undefined;
  /** Where mail is read. */
  imap: MailServerInput;
  /** PERSONAL or TEAM. */
  kind: InboxKind;
  /** The mailbox's password, or an app password. */
  password: string;
  /** TEAM: the shared inbox whose channel it becomes. */
  sharedInboxId?: string | number | null | undefined;
  /** Where mail is sent. */
  smtp?: MailServerInput | null | undefined;
  /** Default: the address. */
  username?: string | null | undefined;
};

/** Connecting an address by signing in at its provider. */
export type ConnectInboxInput = {
  /** Where the person signs in as another address, the attempt fails with ADDRESS_MISMATCH. */
  address: string;
  /** The same key with the same input answers the first success for 24 h; 1 to 255 printable characters. */
  idempotencyKey?: string | null | undefined;
  /** PERSONAL or TEAM. */
  kind: InboxKind;
  /** GOOGLE or MICROSOFT. */
  provider: Provider;
  /** A page of this installation to come back to. */
  returnTo?: string | null | undefined;
  /** TEAM: the shared inbox whose channel it becomes. */
  sharedInboxId?: string | number | null | undefined;
};

/** Our end of the connection. */
export type ConnectionState =
  /** The last check passed. */
  | 'CONNECTED'
  /** A person has begun to sign in and is not back yet. */
  | 'CONNECTING'
  /** The provider refuses, for good or for too long; the reason says why. */
  | 'DISCONNECTED'
  /** Checks fail in a way that may pass by itself. */
  | 'FAILING'
  /** Turned off by a person: never used and never checked, but its access is kept. */
  | 'OFF'
  /** Taken out; it can come back within 30 days. */
  | 'REMOVED'
  | '%future added value';

/** Why an inbox is disconnected: a closed list. */
export type DisconnectReason =
  /** The provider no longer accepts the access that was granted. */
  | 'ACCESS_REVOKED'
  /** The account is disabled or locked. */
  | 'ACCOUNT_DISABLED'
  /** The mail server refuses the user name or the password. */
  | 'BAD_CREDENTIALS'
  /** The provider asks for consent again. */
  | 'CONSENT_REQUIRED'
  /** The stored credentials can't be opened with their own key. */
  | 'CREDENTIALS_UNREADABLE'
  /** The account has no such mailbox any more. */
  | 'MAILBOX_NOT_FOUND'
  /** The provider asks for a second factor. */
  | 'MFA_REQUIRED'
  /** The account's password was changed. */
  | 'PASSWORD_CHANGED'
  /** A rule of the organisation blocks the access. */
  | 'POLICY_BLOCKED'
  /** IMAP is switched off for the mailbox. */
  | 'PROTOCOL_DISABLED'
  /** The domain has moved to another provider. */
  | 'PROVIDER_MIGRATED'
  /** A permission that is needed was not granted. */
  | 'SCOPE_MISSING'
  /** The sign-in was too long ago for the provider's rules. */
  | 'SESSION_EXPIRED'
  /** The mail server's certificate does not hold. */
  | 'TLS_INVALID'
  /** No check passed for 24 hours. */
  | 'UNREACHABLE'
  | '%future added value';

/** What may be done to an inbox: the lifecycle rules and the viewer's permissions together. */
export type InboxAction =
  /** Look whether it works, now. */
  | 'CHECK_NOW'
  /** Say that our access was ended at the provider. */
  | 'CONFIRM_ACCESS_REMOVED'
  /** Delete a channel. */
  | 'DELETE_CHANNEL'
  /** Hand out credentials that work now. */
  | 'ISSUE_CREDENTIALS'
  /** Sign in once more, at the same provider or another. */
  | 'RECONNECT'
  /** Remove a personal inbox. */
  | 'REMOVE'
  /** Ask the provider again to end our access. */
  | 'REVOKE_ACCESS'
  /** Mail IT what to remove. */
  | 'SEND_IT_REQUEST'
  /** Send the mailbox's holder a link to reconnect it. */
  | 'SEND_RECONNECT_LINK'
  /** Turn a personal inbox off. */
  | 'TURN_OFF'
  /** Turn a personal inbox on. */
  | 'TURN_ON'
  /** Look whether the provider refuses the sealed credentials. */
  | 'VERIFY_ACCESS_REMOVED'
  | '%future added value';

/** One verb on one inbox. */
export type InboxCommandInput = {
  /** Refuse with CONFLICT where the inbox has moved on. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input answers the first success for 24 h; 1 to 255 printable characters. */
  idempotencyKey?: string | null | undefined;
  /** The inbox. */
  inboxId: string | number;
};

/** What happened to an inbox, at our end or at the provider's. */
export type InboxEventType =
  /** It was connected: a check passed. */
  | 'CONNECTED'
  /** The sign-in was not completed. */
  | 'CONNECTION_ABANDONED'
  /** A person began to connect it. */
  | 'CONNECTION_STARTED'
  /** The sealed credentials were destroyed. */
  | 'CREDENTIALS_DESTROYED'
  /** It was disconnected, with the reason. */
  | 'DISCONNECTED'
  /** Three checks in a row failed in a way that may pass. */
  | 'FAILING'
  /** A person said that our access is ended there. */
  | 'PROVIDER_ACCESS_ATTESTED'
  /** Only a person can end our access at the provider. */
  | 'PROVIDER_ACCESS_AWAITING_PERSON'
  /** The provider refused our credentials after the end: its end is closed. */
  | 'PROVIDER_ACCESS_REVOKED'
  /** The provider is being asked to end our access. */
  | 'PROVIDER_ACCESS_REVOKING'
  /** Our access stays: another live inbox uses the same account. */
  | 'PROVIDER_ACCESS_STILL_USED'
  /** A person reconnected it, with the same provider or another. */
  | 'RECONNECTED'
  /** A check passed again. */
  | 'RECOVERED'
  /** It was removed, or its channel deleted. */
  | 'REMOVED'
  /** A person turned it off. */
  | 'TURNED_OFF'
  /** A person turned it on, and a check passed. */
  | 'TURNED_ON'
  | '%future added value';

/** Whose an inbox is. */
export type InboxKind =
  /** One person's own inbox. */
  | 'PERSONAL'
  /** An e-mail channel of a shared inbox. */
  | 'TEAM'
  | '%future added value';

/** How encryption begins. */
export type MailSecurity =
  /** By STARTTLS (ports 143 and 587), never without. */
  | 'STARTTLS'
  /** With the connection (ports 993 and 465). */
  | 'TLS'
  | '%future added value';

/** A mail server. */
export type MailServerInput = {
  /** Its name. */
  host: string;
  /** Its port. */
  port: number;
  /** How encryption begins. */
  security: MailSecurity;
};

/** How loudly a notification speaks. */
export type NotificationSeverity =
  /** Mail does not come in until somebody acts. */
  | 'CRITICAL'
  /** Good to know; nothing to do. */
  | 'INFO'
  /** Something to look at. */
  | 'WARNING'
  | '%future added value';

/** Who keeps the mailbox. */
export type Provider =
  /** Gmail and Google Workspace, by sign-in. */
  | 'GOOGLE'
  /** Any other mail server, by password. */
  | 'IMAP'
  /** Microsoft 365 and Outlook.com, by sign-in. */
  | 'MICROSOFT'
  | '%future added value';

/** The provider's end: what the mailbox's own account still lets us do. */
export type ProviderAccess =
  /** A person says it is ended; not yet seen by us. */
  | 'ATTESTED'
  /** Only a person can end it there. */
  | 'AWAITING_PERSON'
  /** Granted and in use. */
  | 'GRANTED'
  /** Nothing was granted yet. */
  | 'NONE'
  /** The provider refused our credentials after the end: nothing of ours opens this mailbox. */
  | 'REVOKED'
  /** We asked the provider to end it and are waiting to be refused. */
  | 'REVOKING'
  /** Left open on purpose: another live inbox uses the same account. */
  | 'STILL_USED'
  | '%future added value';

/** grantId defaults to the newest ended grant; a grant in use answers TRANSITION_NOT_ALLOWED. */
export type ProviderEndInput = {
  /** Refuse with CONFLICT where the inbox has moved on. */
  expectedVersion?: number | null | undefined;
  /** The grant whose provider end is meant. */
  grantId?: string | number | null | undefined;
  /** The same key with the same input answers the first success for 24 h; 1 to 255 printable characters. */
  idempotencyKey?: string | null | undefined;
  /** The inbox. */
  inboxId: string | number;
};

/** Removing an inbox. */
export type RemoveInboxInput = {
  /** Destroy the credentials now (after one try to revoke, where the provider can), giving up the check that the provider's end is closed. Default false: they stay sealed for that check alone, 7 days at most. */
  destroyCredentialsNow?: boolean | null | undefined;
  /** Refuse with CONFLICT where the inbox has moved on. */
  expectedVersion?: number | null | undefined;
  /** The same key with the same input answers the first success for 24 h; 1 to 255 printable characters. */
  idempotencyKey?: string | null | undefined;
  /** The inbox. */
  inboxId: string | number;
};

/** What a person may do in a workspace. */
export type Role =
  /** May change account access: channels, migrations, members' inboxes in part. */
  | 'ADMIN'
  /** Their own inboxes. */
  | 'MEMBER'
  /** Everything, roles and keys included. */
  | 'SUPER_ADMIN'
  | '%future added value';

/** Sending is watched apart: a provider may switch it off while reading goes on. */
export type SendingState =
  /** An administrator switched sending off. */
  | 'DISABLED'
  /** The sending server refuses us. */
  | 'REFUSED'
  /** Not looked at yet. */
  | 'UNKNOWN'
  /** The sending server accepts us. */
  | 'WORKING'
  | '%future added value';

/** What a hint is about. */
export type Topic =
  /** An API key. */
  | 'API_KEY'
  /** The audit log. */
  | 'AUDIT'
  /** A webhook's delivery. */
  | 'DELIVERY'
  /** A check of an inbox. */
  | 'INBOX_HEALTH'
  /** A provider incident. */
  | 'INCIDENT'
  /** An invitation. */
  | 'INVITATION'
  /** A person of the workspace. */
  | 'MEMBER'
  /** The viewer's notifications. */
  | 'NOTIFICATION'
  /** A shared inbox. */
  | 'SHARED_INBOX'
  /** A webhook endpoint. */
  | 'WEBHOOK'
  | '%future added value';

/** What a try of the sealed credentials showed. */
export type VerifyOutcome =
  /** The provider refused them: its end is closed. */
  | 'REFUSED'
  /** They still work: its end is open. */
  | 'STILL_ACCEPTED'
  /** The answer proves nothing. */
  | 'UNKNOWN'
  | '%future added value';

export type InboxVersionFragment = { id: string, version: number };

export type AttemptOutcomeFragment = { id: string, state: AttemptState, failure: AttemptFailure | null, providerCode: string | null, expectedAddress: string, actualAddress: string | null, expiresAt: string, inbox: { id: string, kind: InboxKind, provider: Provider, sharedInbox: { id: string, name: string } | null } | null };

export type ConnectInboxMutationVariables = Exact<{
  input: ConnectInboxInput;
}>;


export type ConnectInboxMutation = { connectInbox: { authorizationUrl: string, attempt: { id: string } } | null };

export type ConnectImapInboxMutationVariables = Exact<{
  input: ConnectImapInboxInput;
  locale?: string | null | undefined;
}>;


export type ConnectImapInboxMutation = { connectImapInbox: { inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null } } | null };

export type AttemptPageQueryVariables = Exact<{
  id: string | number;
}>;


export type AttemptPageQuery = { connectionAttempt: { id: string, state: AttemptState, failure: AttemptFailure | null, providerCode: string | null, expectedAddress: string, actualAddress: string | null, expiresAt: string, inbox: { id: string, kind: InboxKind, provider: Provider, sharedInbox: { id: string, name: string } | null } | null } | null };

export type AttemptMovedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type AttemptMovedSubscription = { connectionAttempt: { id: string, state: AttemptState, failure: AttemptFailure | null, providerCode: string | null, expectedAddress: string, actualAddress: string | null, expiresAt: string, inbox: { id: string, kind: InboxKind, provider: Provider, sharedInbox: { id: string, name: string } | null } | null } | null };

export type EmailPageQueryVariables = Exact<{
  ownerId: string | number;
  locale?: string | null | undefined;
}>;


export type EmailPageQuery = { live: { totalCount: number, nodes: Array<{ id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null }> } | null, stillOpen: { totalCount: number, nodes: Array<{ id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null }> } | null };

export type InboxRowFragment = { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null };

export type TurnOffInboxMutationVariables = Exact<{
  input: InboxCommandInput;
  locale?: string | null | undefined;
}>;


export type TurnOffInboxMutation = { turnOffInbox: { inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null } } | null };

export type TurnOnInboxMutationVariables = Exact<{
  input: InboxCommandInput;
  locale?: string | null | undefined;
}>;


export type TurnOnInboxMutation = { turnOnInbox: { inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null } } | null };

export type CheckInboxNowMutationVariables = Exact<{
  input: InboxCommandInput;
  locale?: string | null | undefined;
}>;


export type CheckInboxNowMutation = { checkInboxNow: { inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null }, check: { id: string, verdict: CheckVerdict } | null } | null };

export type RemoveInboxMutationVariables = Exact<{
  input: RemoveInboxInput;
  locale?: string | null | undefined;
}>;


export type RemoveInboxMutation = { removeInbox: { inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null, providerGuide: { provider: Provider, title: string, steps: Array<string>, url: string | null, account: string | null, appName: string | null, consequences: Array<string>, needsIt: boolean, reviewedOn: string }, endedGrants: Array<{ id: string, providerAccess: ProviderAccess, endedAt: string | null, verifyUntil: string | null, allowedActions: Array<InboxAction>, receipt: { id: string, revision: number, final: boolean, ourEndClosedAt: string, credentialsDestroyedAt: string | null, providerEndClosedAt: string | null, jsonUrl: string } | null }> } } | null };

export type DeleteChannelMutationVariables = Exact<{
  input: RemoveInboxInput;
  locale?: string | null | undefined;
}>;


export type DeleteChannelMutation = { deleteChannel: { inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null, providerGuide: { provider: Provider, title: string, steps: Array<string>, url: string | null, account: string | null, appName: string | null, consequences: Array<string>, needsIt: boolean, reviewedOn: string }, endedGrants: Array<{ id: string, providerAccess: ProviderAccess, endedAt: string | null, verifyUntil: string | null, allowedActions: Array<InboxAction>, receipt: { id: string, revision: number, final: boolean, ourEndClosedAt: string, credentialsDestroyedAt: string | null, providerEndClosedAt: string | null, jsonUrl: string } | null }> } } | null };

export type OneInboxQueryVariables = Exact<{
  id: string | number;
  locale?: string | null | undefined;
}>;


export type OneInboxQuery = { inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null } | null };

export type ProviderEndFragment = { id: string, address: string, provider: Provider, state: ConnectionState, providerAccess: ProviderAccess, version: number, providerGuide: { provider: Provider, title: string, steps: Array<string>, url: string | null, account: string | null, appName: string | null, consequences: Array<string>, needsIt: boolean, reviewedOn: string }, endedGrants: Array<{ id: string, providerAccess: ProviderAccess, endedAt: string | null, verifyUntil: string | null, allowedActions: Array<InboxAction>, receipt: { id: string, revision: number, final: boolean, ourEndClosedAt: string, credentialsDestroyedAt: string | null, providerEndClosedAt: string | null, jsonUrl: string } | null }> };

export type ProviderEndPageQueryVariables = Exact<{
  id: string | number;
}>;


export type ProviderEndPageQuery = { inbox: { id: string, address: string, provider: Provider, state: ConnectionState, providerAccess: ProviderAccess, version: number, providerGuide: { provider: Provider, title: string, steps: Array<string>, url: string | null, account: string | null, appName: string | null, consequences: Array<string>, needsIt: boolean, reviewedOn: string }, endedGrants: Array<{ id: string, providerAccess: ProviderAccess, endedAt: string | null, verifyUntil: string | null, allowedActions: Array<InboxAction>, receipt: { id: string, revision: number, final: boolean, ourEndClosedAt: string, credentialsDestroyedAt: string | null, providerEndClosedAt: string | null, jsonUrl: string } | null }> } | null };

export type ConfirmProviderAccessRemovedMutationVariables = Exact<{
  input: ProviderEndInput;
}>;


export type ConfirmProviderAccessRemovedMutation = { confirmProviderAccessRemoved: { inbox: { id: string, address: string, provider: Provider, state: ConnectionState, providerAccess: ProviderAccess, version: number, providerGuide: { provider: Provider, title: string, steps: Array<string>, url: string | null, account: string | null, appName: string | null, consequences: Array<string>, needsIt: boolean, reviewedOn: string }, endedGrants: Array<{ id: string, providerAccess: ProviderAccess, endedAt: string | null, verifyUntil: string | null, allowedActions: Array<InboxAction>, receipt: { id: string, revision: number, final: boolean, ourEndClosedAt: string, credentialsDestroyedAt: string | null, providerEndClosedAt: string | null, jsonUrl: string } | null }> } } | null };

export type VerifyProviderAccessRemovedMutationVariables = Exact<{
  input: ProviderEndInput;
}>;


export type VerifyProviderAccessRemovedMutation = { verifyProviderAccessRemoved: { outcome: VerifyOutcome, inbox: { id: string, address: string, provider: Provider, state: ConnectionState, providerAccess: ProviderAccess, version: number, providerGuide: { provider: Provider, title: string, steps: Array<string>, url: string | null, account: string | null, appName: string | null, consequences: Array<string>, needsIt: boolean, reviewedOn: string }, endedGrants: Array<{ id: string, providerAccess: ProviderAccess, endedAt: string | null, verifyUntil: string | null, allowedActions: Array<InboxAction>, receipt: { id: string, revision: number, final: boolean, ourEndClosedAt: string, credentialsDestroyedAt: string | null, providerEndClosedAt: string | null, jsonUrl: string } | null }> } } | null };

export type RemovalImpactQueryVariables = Exact<{
  inboxId: string | number;
}>;


export type RemovalImpactQuery = { removalImpact: { grantStaysInUse: boolean, willBeTold: Array<{ id: string, name: string, email: string, role: Role }>, consumers: Array<{ name: string, lastIssuedAt: string }>, sharesGrantWith: Array<{ id: string, address: string }> } | null };

export type SharedInboxesQueryVariables = Exact<{ [key: string]: never; }>;


export type SharedInboxesQuery = { sharedInboxes: Array<{ id: string, name: string, channels: Array<{ id: string, address: string, state: ConnectionState, version: number }> }> | null };

export type ChannelsPageQueryVariables = Exact<{
  id: string | number;
  locale?: string | null | undefined;
}>;


export type ChannelsPageQuery = { sharedInbox: { id: string, name: string, channels: Array<{ id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null }> } | null };

export type CreateSharedInboxMutationVariables = Exact<{
  name: string;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateSharedInboxMutation = { createSharedInbox: { id: string, name: string, channels: Array<{ id: string, address: string, state: ConnectionState, version: number }> } | null };

export type BellItemFragment = { id: string, title: string, body: string, because: string, severity: NotificationSeverity, createdAt: string, readAt: string | null, closedAt: string | null, href: string };

export type ShellQueryVariables = Exact<{ [key: string]: never; }>;


export type ShellQuery = { logHead: string, viewer: { role: Role | null, workspace: { id: string, name: string }, member: { id: string, name: string, email: string } | null }, notifications: { unreadCount: number, nodes: Array<{ id: string, title: string, body: string, because: string, severity: NotificationSeverity, createdAt: string, readAt: string | null, closedAt: string | null, href: string }> } | null };

export type BellQueryVariables = Exact<{ [key: string]: never; }>;


export type BellQuery = { notifications: { unreadCount: number, nodes: Array<{ id: string, title: string, body: string, because: string, severity: NotificationSeverity, createdAt: string, readAt: string | null, closedAt: string | null, href: string }> } | null };

export type LogHeadQueryVariables = Exact<{ [key: string]: never; }>;


export type LogHeadQuery = { logHead: string };

export type NotificationAddedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type NotificationAddedSubscription = { notificationAdded: { id: string, title: string, body: string, because: string, severity: NotificationSeverity, createdAt: string, readAt: string | null, closedAt: string | null, href: string } | null };

export type MarkNotificationsReadMutationVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type MarkNotificationsReadMutation = { markNotificationsRead: Array<{ id: string, readAt: string | null }> | null };

export type InboxEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type InboxEventsSubscription = { inboxEvents: { id: string, cursor: string, type: InboxEventType, fromState: ConnectionState | null, toState: ConnectionState, inboxId: string, actor: { id: string } | null, inbox: { id: string, kind: InboxKind, address: string, provider: Provider, mailHost: string | null, state: ConnectionState, stateChangedAt: string, providerAccess: ProviderAccess, allowedActions: Array<InboxAction>, version: number, disconnection: { reason: DisconnectReason, explanation: string, remedy: string, at: string } | null, health: { lastCheckedAt: string | null, nextCheckAt: string | null, consecutiveFailures: number, sending: SendingState, lastMailSeenAt: string | null }, owner: { id: string } | null, connectedBy: { id: string, name: string } | null, sharedInbox: { id: string } | null } | null } | null };

export type ChangedSubscriptionVariables = Exact<{
  topics: Array<Topic> | Topic;
}>;


export type ChangedSubscription = { changed: { topic: Topic, id: string | null } | null };

export const InboxVersionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxVersion"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]} as unknown as DocumentNode<InboxVersionFragment, unknown>;
export const AttemptOutcomeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AttemptOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConnectionAttempt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"expectedAddress"}},{"kind":"Field","name":{"kind":"Name","value":"actualAddress"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<AttemptOutcomeFragment, unknown>;
export const InboxRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<InboxRowFragment, unknown>;
export const ProviderEndFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderEnd"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"providerGuide"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"steps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"appName"}},{"kind":"Field","name":{"kind":"Name","value":"consequences"}},{"kind":"Field","name":{"kind":"Name","value":"needsIt"}},{"kind":"Field","name":{"kind":"Name","value":"reviewedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endedGrants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"verifyUntil"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"final"}},{"kind":"Field","name":{"kind":"Name","value":"ourEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"credentialsDestroyedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"jsonUrl"}}]}}]}}]}}]} as unknown as DocumentNode<ProviderEndFragment, unknown>;
export const BellItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"BellItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Notification"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"because"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"href"}}]}}]} as unknown as DocumentNode<BellItemFragment, unknown>;
export const ConnectInboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ConnectInbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ConnectInboxInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connectInbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<ConnectInboxMutation, ConnectInboxMutationVariables>;
export const ConnectImapInboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ConnectImapInbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ConnectImapInboxInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connectImapInbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<ConnectImapInboxMutation, ConnectImapInboxMutationVariables>;
export const AttemptPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AttemptPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connectionAttempt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AttemptOutcome"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AttemptOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConnectionAttempt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"expectedAddress"}},{"kind":"Field","name":{"kind":"Name","value":"actualAddress"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<AttemptPageQuery, AttemptPageQueryVariables>;
export const AttemptMovedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"AttemptMoved"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connectionAttempt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AttemptOutcome"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AttemptOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConnectionAttempt"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"failure"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"expectedAddress"}},{"kind":"Field","name":{"kind":"Name","value":"actualAddress"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<AttemptMovedSubscription, AttemptMovedSubscriptionVariables>;
export const EmailPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EmailPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ownerId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"live"},"name":{"kind":"Name","value":"inboxes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"PERSONAL"}},{"kind":"ObjectField","name":{"kind":"Name","value":"ownerId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ownerId"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"stillOpen"},"name":{"kind":"Name","value":"inboxes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"PERSONAL"}},{"kind":"ObjectField","name":{"kind":"Name","value":"ownerId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ownerId"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REMOVED"}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"providerAccess"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REVOKING"},{"kind":"EnumValue","value":"AWAITING_PERSON"},{"kind":"EnumValue","value":"ATTESTED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<EmailPageQuery, EmailPageQueryVariables>;
export const TurnOffInboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TurnOffInbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InboxCommandInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"turnOffInbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<TurnOffInboxMutation, TurnOffInboxMutationVariables>;
export const TurnOnInboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TurnOnInbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InboxCommandInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"turnOnInbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<TurnOnInboxMutation, TurnOnInboxMutationVariables>;
export const CheckInboxNowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CheckInboxNow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InboxCommandInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkInboxNow"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"check"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<CheckInboxNowMutation, CheckInboxNowMutationVariables>;
export const RemoveInboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveInbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveInboxInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeInbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProviderEnd"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderEnd"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"providerGuide"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"steps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"appName"}},{"kind":"Field","name":{"kind":"Name","value":"consequences"}},{"kind":"Field","name":{"kind":"Name","value":"needsIt"}},{"kind":"Field","name":{"kind":"Name","value":"reviewedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endedGrants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"verifyUntil"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"final"}},{"kind":"Field","name":{"kind":"Name","value":"ourEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"credentialsDestroyedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"jsonUrl"}}]}}]}}]}}]} as unknown as DocumentNode<RemoveInboxMutation, RemoveInboxMutationVariables>;
export const DeleteChannelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteChannel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveInboxInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteChannel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProviderEnd"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderEnd"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"providerGuide"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"steps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"appName"}},{"kind":"Field","name":{"kind":"Name","value":"consequences"}},{"kind":"Field","name":{"kind":"Name","value":"needsIt"}},{"kind":"Field","name":{"kind":"Name","value":"reviewedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endedGrants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"verifyUntil"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"final"}},{"kind":"Field","name":{"kind":"Name","value":"ourEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"credentialsDestroyedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"jsonUrl"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteChannelMutation, DeleteChannelMutationVariables>;
export const OneInboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OneInbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<OneInboxQuery, OneInboxQueryVariables>;
export const ProviderEndPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProviderEndPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProviderEnd"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderEnd"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"providerGuide"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"steps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"appName"}},{"kind":"Field","name":{"kind":"Name","value":"consequences"}},{"kind":"Field","name":{"kind":"Name","value":"needsIt"}},{"kind":"Field","name":{"kind":"Name","value":"reviewedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endedGrants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"verifyUntil"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"final"}},{"kind":"Field","name":{"kind":"Name","value":"ourEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"credentialsDestroyedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"jsonUrl"}}]}}]}}]}}]} as unknown as DocumentNode<ProviderEndPageQuery, ProviderEndPageQueryVariables>;
export const ConfirmProviderAccessRemovedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ConfirmProviderAccessRemoved"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderEndInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"confirmProviderAccessRemoved"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProviderEnd"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderEnd"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"providerGuide"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"steps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"appName"}},{"kind":"Field","name":{"kind":"Name","value":"consequences"}},{"kind":"Field","name":{"kind":"Name","value":"needsIt"}},{"kind":"Field","name":{"kind":"Name","value":"reviewedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endedGrants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"verifyUntil"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"final"}},{"kind":"Field","name":{"kind":"Name","value":"ourEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"credentialsDestroyedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"jsonUrl"}}]}}]}}]}}]} as unknown as DocumentNode<ConfirmProviderAccessRemovedMutation, ConfirmProviderAccessRemovedMutationVariables>;
export const VerifyProviderAccessRemovedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"VerifyProviderAccessRemoved"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderEndInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verifyProviderAccessRemoved"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProviderEnd"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderEnd"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"providerGuide"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"steps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"appName"}},{"kind":"Field","name":{"kind":"Name","value":"consequences"}},{"kind":"Field","name":{"kind":"Name","value":"needsIt"}},{"kind":"Field","name":{"kind":"Name","value":"reviewedOn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endedGrants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"verifyUntil"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"final"}},{"kind":"Field","name":{"kind":"Name","value":"ourEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"credentialsDestroyedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerEndClosedAt"}},{"kind":"Field","name":{"kind":"Name","value":"jsonUrl"}}]}}]}}]}}]} as unknown as DocumentNode<VerifyProviderAccessRemovedMutation, VerifyProviderAccessRemovedMutationVariables>;
export const RemovalImpactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RemovalImpact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"inboxId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removalImpact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"inboxId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"inboxId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"willBeTold"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"role"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consumers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"lastIssuedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharesGrantWith"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}}]}},{"kind":"Field","name":{"kind":"Name","value":"grantStaysInUse"}}]}}]}}]} as unknown as DocumentNode<RemovalImpactQuery, RemovalImpactQueryVariables>;
export const SharedInboxesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SharedInboxes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sharedInboxes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]} as unknown as DocumentNode<SharedInboxesQuery, SharedInboxesQueryVariables>;
export const ChannelsPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChannelsPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<ChannelsPageQuery, ChannelsPageQueryVariables>;
export const CreateSharedInboxDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSharedInbox"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSharedInbox"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"channels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]} as unknown as DocumentNode<CreateSharedInboxMutation, CreateSharedInboxMutationVariables>;
export const ShellDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Shell"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logHead"}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"member"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}},{"kind":"Field","name":{"kind":"Name","value":"role"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notifications"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"BellItem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"BellItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Notification"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"because"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"href"}}]}}]} as unknown as DocumentNode<ShellQuery, ShellQueryVariables>;
export const BellDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Bell"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"notifications"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"BellItem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"BellItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Notification"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"because"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"href"}}]}}]} as unknown as DocumentNode<BellQuery, BellQueryVariables>;
export const LogHeadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LogHead"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logHead"}}]}}]} as unknown as DocumentNode<LogHeadQuery, LogHeadQueryVariables>;
export const NotificationAddedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"NotificationAdded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"notificationAdded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"BellItem"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"BellItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Notification"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"because"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"href"}}]}}]} as unknown as DocumentNode<NotificationAddedSubscription, NotificationAddedSubscriptionVariables>;
export const MarkNotificationsReadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MarkNotificationsRead"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"markNotificationsRead"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}}]}}]}}]} as unknown as DocumentNode<MarkNotificationsReadMutation, MarkNotificationsReadMutationVariables>;
export const InboxEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InboxEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"locale"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inboxEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fromState"}},{"kind":"Field","name":{"kind":"Name","value":"toState"}},{"kind":"Field","name":{"kind":"Name","value":"inboxId"}},{"kind":"Field","name":{"kind":"Name","value":"inbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"InboxRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"InboxRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Inbox"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mailHost"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateChangedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providerAccess"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"disconnection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"remedy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"locale"},"value":{"kind":"Variable","name":{"kind":"Name","value":"locale"}}}]},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextCheckAt"}},{"kind":"Field","name":{"kind":"Name","value":"consecutiveFailures"}},{"kind":"Field","name":{"kind":"Name","value":"sending"}},{"kind":"Field","name":{"kind":"Name","value":"lastMailSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sharedInbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<InboxEventsSubscription, InboxEventsSubscriptionVariables>;
export const ChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Changed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"topics"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Topic"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"topics"},"value":{"kind":"Variable","name":{"kind":"Name","value":"topics"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"topic"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<ChangedSubscription, ChangedSubscriptionVariables>;