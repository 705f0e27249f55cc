import type { ReasonTexts } from "./reason-texts.ts";

export const reasonTextsEn: ReasonTexts = {
  // Google and Microsoft give one answer for all of these, so the sentence names them instead of guessing.
  ACCESS_REVOKED: {
    explanation:
      "The provider no longer accepts our access; usually someone removed it there, the password was changed, or it was not used for months.",
    remedy: "Sign in once more; nothing else is lost.",
  },
  PASSWORD_CHANGED: {
    explanation: "The mailbox's password was changed or has expired, and that ended our access.",
    remedy: "Sign in with the new password.",
  },
  SESSION_EXPIRED: {
    explanation: "The provider or your organisation asks for a new sign-in.",
    remedy: "Sign in once more; nothing else is lost.",
  },
  CONSENT_REQUIRED: {
    explanation: "The permission that was given to us is gone, or your organisation wants it to be given again.",
    remedy: "Sign in and allow the access; if you are told that an administrator must approve it, pass the request on to them.",
  },
  SCOPE_MISSING: {
    explanation: "We were allowed to sign in, but not to read mail.",
    remedy: "Sign in once more and leave the permission for mail ticked.",
  },
  MFA_REQUIRED: {
    explanation: "The account now asks for a second step, which only a person can do.",
    remedy: "Sign in once more and complete the second step; a mail server without such a page wants an app password.",
  },
  POLICY_BLOCKED: {
    explanation: "A rule of your organisation does not let us into this mailbox.",
    remedy: "Ask your administrator to allow this application for the mailbox; we look again every hour.",
  },
  ACCOUNT_DISABLED: {
    explanation: "The mailbox's account was blocked or suspended.",
    remedy: "Ask your administrator to unblock the account; we look again every hour.",
  },
  MAILBOX_NOT_FOUND: {
    explanation: "The provider has no such mailbox any more; it was deleted, or moved to another organisation.",
    remedy: "Ask your administrator where the mailbox is now, and reconnect it there or remove the inbox.",
  },
  PROTOCOL_DISABLED: {
    explanation: "Reading mail over IMAP was switched off for this mailbox.",
    remedy: "Ask your administrator to switch IMAP on; we look again every hour.",
  },
  BAD_CREDENTIALS: {
    explanation: "The mail server does not accept the user name and password that we hold.",
    remedy: "Enter the current password; where the provider asks for one, use an app password.",
  },
  TLS_INVALID: {
    explanation: "The mail server's certificate is not valid, so we did not send it the password.",
    remedy: "Ask whoever runs the mail server to renew its certificate; we look again every hour.",
  },
  PROVIDER_MIGRATED: {
    explanation: "The domain's mail has moved to another provider, so new mail no longer arrives in the old mailbox.",
    remedy: "Sign in at the new provider; the inbox keeps its history and its channel.",
  },
  UNREACHABLE: {
    explanation: "The mail server has not answered properly for 24 hours.",
    remedy: "We look again every hour and connect by ourselves when it answers; if the server has moved, reconnect with its new details.",
  },
  CREDENTIALS_UNREADABLE: {
    explanation: "The credentials that we stored are damaged and can no longer be read.",
    remedy: "Sign in once more; nothing else is lost.",
  },
};
