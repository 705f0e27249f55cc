import { useCredentials, type CredentialNeeds, type Usable } from "../grant/credentials.ts";
import { judgedRefusal } from "../inbox/judged-refusal.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { permit, type VerbNeeds } from "../inbox/perform.ts";
import type { MailServer } from "../mail/mailbox.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { ConsumerStore, CredentialKind } from "./consumer.store.ts";

export interface ConsumerNeeds extends VerbNeeds, CredentialNeeds {
  readonly consumers: ConsumerStore;
}

/** What a consumer needs to open the mailbox now. */
export interface IssuedCredentials {
  readonly held: HeldInbox;
  readonly kind: CredentialKind;
  /** The name to sign in with: for XOAUTH2 the inbox's address. */
  readonly username: string;
  readonly secret: string;
  /** Milliseconds since 1970; null: a password has no end that we know. */
  readonly expiresAt: number | null;
  readonly imap: MailServer;
  readonly smtp: MailServer | null;
}

export type IssueCredentials = (caller: Caller, inboxId: string | null) => Promise<Outcome<IssuedCredentials>>;

/**
 * Credentials that work now, for a key with credentials:issue: refreshed where the token at hand ends within 5 minutes.
 * Each issue is in the audit log before it is answered; none is an event, and none is replayed.
 */
export function issueCredentials(needs: ConsumerNeeds): IssueCredentials {
  return async (caller, inboxId) => {
    const command = { mutation: "issueInboxCredentials", idempotencyKey: null, expectedVersion: null, inboxId, input: {} };
    const permitted = await permit(needs, caller, "ISSUE_CREDENTIALS", command);
    if (!permitted.ok) return permitted;
    const { held, moment } = permitted.value;
    const { keyId } = caller.actor;
    if (!held.grant || keyId === undefined)
      throw new Error(`Credentials of inbox ${held.inbox.id} were permitted without a grant or a key.`);
    const asking = { caller, keyId, inboxId: held.inbox.id, at: moment.now };
    const wait = await needs.consumers.takeIssue(asking);
    if (wait > 0)
      return refused("RATE_LIMITED", "This key was given this inbox's credentials often enough for now. Keep those that it has.", {
        retryAfterSeconds: Math.ceil(wait / 1_000),
      });
    const usable = await useCredentials(needs, held.inbox.address, held.grant, () => false, moment, moment.durations.issuedLasts);
    if (!usable.ok) return judgedRefusal(usable.verdict);
    const issued = toIssued(held, usable);
    await needs.consumers.recordIssue(asking, issued.kind);
    return done(issued);
  };
}

function toIssued(held: HeldInbox, { login, expiresAt, smtp }: Extract<Usable, { ok: true }>): IssuedCredentials {
  const common = { held, username: login.user, imap: login.server, smtp, expiresAt };
  if ("password" in login.auth) return { ...common, kind: "PASSWORD", secret: login.auth.password };
  return { ...common, kind: "OAUTH_ACCESS_TOKEN", secret: login.auth.accessToken };
}
