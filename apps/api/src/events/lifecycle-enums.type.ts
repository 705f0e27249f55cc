import type { ConnectionState, DisconnectReason, InboxEventType, InboxKind, Provider } from "@relink/domain";
import { createEnumType } from "../platform/enum-type.ts";
import type { ActorKind } from "./stored-event.ts";

export const InboxKindEnum = createEnumType<InboxKind>("InboxKind", "Whose an inbox is.", {
  PERSONAL: "One person's own inbox.",
  TEAM: "An e-mail channel of a shared inbox.",
});

export const ProviderEnum = createEnumType<Provider>("Provider", "Who keeps the mailbox.", {
  GOOGLE: "Gmail and Google Workspace, by sign-in.",
  MICROSOFT: "Microsoft 365 and Outlook.com, by sign-in.",
  IMAP: "Any other mail server, by password.",
});

export const ConnectionStateEnum = createEnumType<ConnectionState>("ConnectionState", "Our end of the connection.", {
  CONNECTING: "A person has begun to sign in and is not back yet.",
  CONNECTED: "The last check passed.",
  FAILING: "Checks fail in a way that may pass by itself.",
  DISCONNECTED: "The provider refuses, for good or for too long; the reason says why.",
  OFF: "Turned off by a person: never used and never checked, but its access is kept.",
  REMOVED: "Taken out; it can come back within 30 days.",
});

export const DisconnectReasonEnum = createEnumType<DisconnectReason>("DisconnectReason", "Why an inbox is disconnected: a closed list.", {
  ACCESS_REVOKED: "The provider no longer accepts the access that was granted.",
  PASSWORD_CHANGED: "The account's password was changed.",
  SESSION_EXPIRED: "The sign-in was too long ago for the provider's rules.",
  CONSENT_REQUIRED: "The provider asks for consent again.",
  SCOPE_MISSING: "A permission that is needed was not granted.",
  MFA_REQUIRED: "The provider asks for a second factor.",
  POLICY_BLOCKED: "A rule of the organisation blocks the access.",
  ACCOUNT_DISABLED: "The account is disabled or locked.",
  MAILBOX_NOT_FOUND: "The account has no such mailbox any more.",
  PROTOCOL_DISABLED: "IMAP is switched off for the mailbox.",
  BAD_CREDENTIALS: "The mail server refuses the user name or the password.",
  TLS_INVALID: "The mail server's certificate does not hold.",
  PROVIDER_MIGRATED: "The domain has moved to another provider.",
  UNREACHABLE: "No check passed for 24 hours.",
  CREDENTIALS_UNREADABLE: "The stored credentials can't be opened with their own key.",
});

export const InboxEventTypeEnum = createEnumType<InboxEventType>(
  "InboxEventType",
  "What happened to an inbox, at our end or at the provider's.",
  {
    CONNECTION_STARTED: "A person began to connect it.",
    CONNECTED: "It was connected: a check passed.",
    CONNECTION_ABANDONED: "The sign-in was not completed.",
    FAILING: "Three checks in a row failed in a way that may pass.",
    RECOVERED: "A check passed again.",
    DISCONNECTED: "It was disconnected, with the reason.",
    TURNED_OFF: "A person turned it off.",
    TURNED_ON: "A person turned it on, and a check passed.",
    REMOVED: "It was removed, or its channel deleted.",
    RECONNECTED: "A person reconnected it, with the same provider or another.",
    PROVIDER_ACCESS_REVOKING: "The provider is being asked to end our access.",
    PROVIDER_ACCESS_REVOKED: "The provider refused our credentials after the end: its end is closed.",
    PROVIDER_ACCESS_AWAITING_PERSON: "Only a person can end our access at the provider.",
    PROVIDER_ACCESS_ATTESTED: "A person said that our access is ended there.",
    PROVIDER_ACCESS_STILL_USED: "Our access stays: another live inbox uses the same account.",
    CREDENTIALS_DESTROYED: "The sealed credentials were destroyed.",
  },
);

export const ActorKindEnum = createEnumType<ActorKind>("ActorKind", "What kind of actor did it.", {
  MEMBER: "A person of the workspace.",
  API_KEY: "An API consumer, by its key.",
  LINK: "Somebody without an account, by a link that was sent to them.",
  SYSTEM: "Relink itself.",
});
