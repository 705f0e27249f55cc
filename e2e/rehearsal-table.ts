/** The member's inboxes. */
export const google = "ola@google.demo.test";
export const microsoft = "ola@microsoft.demo.test";
export const imap = "ola@imap.demo.test";

/** How a person comes back: `signIn` at the provider (with this password), or the trouble's own end is enough. */
type Back = { readonly signIn: string } | "ends";

export interface Rehearsal {
  /** The panel's button, and what its list says while it is on. */
  readonly trouble: string;
  readonly on: string;
  readonly address: string;
  /** Default the address itself: a domain, or a provider. */
  readonly target?: string;
  readonly state: "DISCONNECTED" | "FAILING";
  readonly reason: string | null;
  /** Why, as the inbox's page says it, word for word; of what is disconnected the notice says it, too. */
  readonly says: string | RegExp;
  /** What to do, said at both places. */
  readonly remedy: string;
  /** What the notice says. */
  readonly notice: string;
  readonly back: Back;
  /** Whoever signs in again ends it at the provider, too. */
  readonly endsWithSignIn?: true;
}

const failing = {
  state: "FAILING",
  reason: null,
  // As often as it has been tried by now: three times at least.
  says: /^The server did not answer ([3-9]|\d\d) times\./,
  remedy: "Next try",
  notice: "Its last checks did not get through. We keep trying; you need not do anything yet.",
} as const;

/** What is said of one that is disconnected: on its page both sentences, in the notice one after the other. */
function disconnected<Reason extends string>(reason: Reason, says: string, remedy: string) {
  return { state: "DISCONNECTED", reason, says, remedy, notice: `${says} ${remedy}` } as const;
}

export const rehearsals: readonly Rehearsal[] = [
  {
    trouble: "Revoke access",
    on: "Access revoked",
    address: google,
    ...disconnected(
      "ACCESS_REVOKED",
      "The provider no longer accepts our access; usually someone removed it there, the password was changed, or it was not used for months.",
      "Sign in once more; nothing else is lost.",
    ),
    back: { signIn: "relink-demo" },
    endsWithSignIn: true,
  },
  {
    trouble: "Change password",
    on: "Password changed",
    address: imap,
    ...disconnected(
      "BAD_CREDENTIALS",
      "The mail server does not accept the user name and password that we hold.",
      "Enter the current password; where the provider asks for one, use an app password.",
    ),
    back: { signIn: "relink-demo-2" },
  },
  {
    trouble: "Demand MFA",
    on: "MFA demanded",
    address: microsoft,
    target: "microsoft.demo.test",
    ...disconnected(
      "MFA_REQUIRED",
      "The account now asks for a second step, which only a person can do.",
      "Sign in once more and complete the second step; a mail server without such a page wants an app password.",
    ),
    back: { signIn: "relink-demo" },
  },
  {
    trouble: "Delete mailbox",
    on: "Mailbox deleted",
    address: google,
    ...disconnected(
      "MAILBOX_NOT_FOUND",
      "The provider has no such mailbox any more; it was deleted, or moved to another organisation.",
      "Ask your administrator where the mailbox is now, and reconnect it there or remove the inbox.",
    ),
    back: "ends",
  },
  {
    trouble: "Suspend account",
    on: "Account suspended",
    address: microsoft,
    ...disconnected(
      "ACCOUNT_DISABLED",
      "The mailbox's account was blocked or suspended.",
      "Ask your administrator to unblock the account; we look again every hour.",
    ),
    back: "ends",
  },
  {
    trouble: "Block by policy",
    on: "Blocked by a policy",
    address: microsoft,
    target: "microsoft.demo.test",
    ...disconnected(
      "POLICY_BLOCKED",
      "A rule of your organisation does not let us into this mailbox.",
      "Ask your administrator to allow this application for the mailbox; we look again every hour.",
    ),
    back: "ends",
  },
  { ...failing, trouble: "Answer 503", on: "Answers 503", address: google, target: "google.demo.test", back: "ends" },
  { ...failing, trouble: "Throttle", on: "Throttled", address: microsoft, target: "Microsoft", back: "ends" },
  { ...failing, trouble: "Stop the host", on: "Stopped", address: imap, target: "IMAP host", back: "ends" },
  {
    ...failing,
    trouble: "Refuse without a code",
    on: "Refuses without a code",
    address: imap,
    says: /^The server did not answer (1 time|[2-9] times)\./,
    back: "ends",
  },
];
