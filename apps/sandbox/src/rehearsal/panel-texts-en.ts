import type { PanelTexts } from "./panel-texts.ts";

export const english: PanelTexts = {
  title: "Rehearsal",
  note: "Sandbox – no real provider is touched",
  lead: "Make trouble at the providers of this sandbox, and watch what the application makes of it. Each trouble goes on until you end it here, over restarts, too.",
  back: "Back to the application",
  otherLanguage: { code: "pl", name: "Polski" },
  clock: (scale) =>
    scale > 1
      ? `Time runs ${scale} times faster here: a minute takes ${60 / scale} s. Tokens lapse that much sooner, too.`
      : "Time runs as in real life: what nobody looks at may be noticed minutes later. RELINK_TIME_SCALE=60 makes every minute a second.",
  onNow: "On now",
  nothingOn: "No trouble is on. Everything answers as it should.",
  counted: (count) => (count === 0 ? "No trouble is on." : count === 1 ? "One trouble is on." : `${count} troubles are on.`),
  since: "since",
  endAll: "End all",
  make: "Make trouble",
  where: "Where",
  whereHint: "One mailbox, all mailboxes of a domain, or everything that a provider has.",
  groups: { host: "A whole provider", domain: "A domain", mailbox: "One mailbox" },
  hosts: { google: "Google", microsoft: "Microsoft", imap: "IMAP host" },
  onlyAt: (hosts) => `Only at: ${hosts}.`,
  and: " and ",
  refused: "That trouble can't be made there. Choose another place.",
  movedTo: (host) => `to ${host}`,
  kinds: {
    "access-revoked": {
      name: "Revoke access",
      on: "Access revoked",
      what: "Holders take the application’s access away on their account page. It comes back only when they sign in again.",
      end: "Take off the list",
    },
    "password-changed": {
      name: "Change password",
      on: "Password changed",
      what: "The password is relink-demo-2 from now on. At Google that ends all access, at Microsoft none.",
      end: "Change it back",
    },
    "mfa-demanded": {
      name: "Demand MFA",
      on: "MFA demanded",
      what: "The provider wants a second factor: each holder gives it by signing in once more.",
      end: "Demand it no more",
    },
    "mailbox-deleted": {
      name: "Delete mailbox",
      on: "Mailbox deleted",
      what: "The mailbox is gone; at Google the account with it.",
      end: "Restore it",
    },
    "account-suspended": {
      name: "Suspend account",
      on: "Account suspended",
      what: "An administrator has switched the account off.",
      end: "Switch it on",
    },
    "policy-blocked": {
      name: "Block by policy",
      on: "Blocked by a policy",
      what: "A rule of the organisation forbids access by applications.",
      end: "Lift the policy",
    },
    stopped: {
      name: "Stop the host",
      on: "Stopped",
      what: "Sign-in, IMAP and SMTP break off without a word.",
      end: "Start it again",
    },
    "answers-503": {
      name: "Answer 503",
      on: "Answers 503",
      what: "The token endpoint answers 503, IMAP and SMTP “unavailable”. It passes.",
      end: "Answer again",
    },
    throttled: {
      name: "Throttle",
      on: "Throttled",
      what: "Too many requests: 429, and “limit” from the mail servers.",
      end: "Throttle no more",
    },
    uncoded: {
      name: "Refuse without a code",
      on: "Refuses without a code",
      what: "The mail server says NO and not why: neither proof nor disproof.",
      end: "Let in again",
    },
    "sending-off": {
      name: "Switch sending off",
      on: "Sending switched off",
      what: "An administrator has switched SMTP off; reading goes on.",
      end: "Switch it on",
    },
    "mx-moved": {
      name: "Move the domain’s MX",
      on: "Domain moved",
      what: "The domain’s mail goes to another provider, where every account can sign in from now on. The old mailboxes stay.",
      end: "Move it back",
    },
    "dns-fails": {
      name: "Let DNS fail",
      on: "DNS fails",
      what: "The domain’s name server answers SERVFAIL: that proves nothing.",
      end: "Answer again",
    },
    "secret-lapsed": {
      name: "Lapse the client secret",
      on: "Client secret lapsed",
      what: "The provider refuses the application itself, for everybody at that host.",
      end: "Renew it",
    },
  },
};
