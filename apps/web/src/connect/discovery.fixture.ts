const nothing = {
  __typename: "MailSettings",
  provider: "IMAP",
  source: "none",
  keeper: null,
  username: null,
  needsConfirmation: false,
  obstacle: null,
  imap: null,
  smtp: null,
  reconnectable: null,
};
const imap = { __typename: "MailServer", host: "mail.acme.test", port: 143, security: "STARTTLS" };
const smtp = { __typename: "MailServer", host: "out.acme.test", port: 465, security: "TLS" };
const removed = {
  __typename: "Inbox",
  id: "i1",
  kind: "PERSONAL",
  address: "old@acme.test",
  provider: "GOOGLE",
  mailHost: null,
  state: "REMOVED",
  stateChangedAt: "2026-11-23T10:00:00Z",
  providerAccess: "REVOKED",
  allowedActions: ["RECONNECT"],
  version: 4,
  disconnection: null,
  health: {
    __typename: "InboxHealth",
    lastCheckedAt: null,
    nextCheckAt: null,
    consecutiveFailures: 0,
    sending: "UNKNOWN",
    lastMailSeenAt: null,
  },
  owner: { __typename: "Member", id: "m1" },
  connectedBy: null,
  sharedInbox: null,
};

/** What the API answers for each address; every other address is an error. */
export const answers: Record<string, object> = {
  "ola@google.test": { ...nothing, provider: "GOOGLE", source: "mx", keeper: "Google" },
  "ola@acme.test": { ...nothing, source: "srv", imap, smtp, username: "ola" },
  "ola@guess.test": { ...nothing, source: "guess", imap, needsConfirmation: true },
  "ola@elsewhere.test": { ...nothing, source: "srv", imap, needsConfirmation: true },
  "ola@none.test": nothing,
  "ola@proton.test": { ...nothing, source: "mx", keeper: "Proton Mail", obstacle: "NO_IMAP" },
  "old@acme.test": { ...nothing, provider: "GOOGLE", source: "mx", keeper: "Google", reconnectable: removed },
  "team@acme.test": {
    ...nothing,
    provider: "GOOGLE",
    source: "mx",
    keeper: "Google",
    reconnectable: { ...removed, kind: "TEAM", sharedInbox: { __typename: "SharedInbox", id: "s1" } },
  },
};
