import { startConnected, type Belonging, type EmailAddress, type GrantId, type InboxId, type WorkspaceId } from "@relink/domain";
import { created, type Change } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { noHealth } from "../inbox/inbox-row.ts";
import { once, remembered, type Command } from "../inbox/idempotency.ts";
import { conflictRefusal, getVisible } from "../inbox/perform.ts";
import { imapAccountId } from "../mail/account-key.ts";
import type { MailboxReply, MailServer } from "../mail/mailbox.ts";
import type { Caller } from "../people/caller.ts";
import { newId } from "../platform/new-id.ts";
import { done, refused, type Outcome, type Refused } from "../platform/outcome.ts";
import { accountLock } from "../grant/provider-account.store.ts";
import { healthAfter } from "./arrival.ts";
import { judgeNewInbox } from "./connect-inbox.ts";
import { bindingOf, newGrant, type ConnectNeeds } from "./connect-needs.ts";

export interface ImapLogin {
  readonly username: string;
  readonly password: string;
  readonly imap: MailServer;
  readonly smtp: MailServer | null;
}

export interface ConnectImapCommand extends Command {
  readonly belonging: Belonging;
  readonly address: EmailAddress;
  readonly login: ImapLogin;
}

export type ConnectImapInbox = (caller: Caller, command: ConnectImapCommand) => Promise<Outcome<HeldInbox>>;

/** IMAP details that pass a check: connected at once. A refusal stores nothing. */
export function connectImapInbox(needs: ConnectNeeds): ConnectImapInbox {
  return (caller, command) =>
    once(
      needs,
      caller,
      command,
      ({ inboxId }) => getVisible(needs.inboxes, caller, inboxId ?? null),
      () => connectOnce(needs, caller, command),
    );
}

async function connectOnce(needs: ConnectNeeds, caller: Caller, command: ConnectImapCommand): Promise<Outcome<HeldInbox>> {
  const judged = await judgeNewInbox(needs, caller, command);
  if (judged) return judged;
  const accountKey = needs.toAccountKey("IMAP", imapAccountId(command.login.imap.host, command.login.username), null);
  const { imap, username, password } = command.login;
  const reply = await needs.mailboxes.open({ server: imap, user: username, auth: { password } });
  const refusal = refusalOf(reply);
  if (refusal) return refusal;
  const change = toConnected(needs, caller, command, accountKey, reply);
  const stored = remembered(change, caller, command, { inboxId: change.inbox.id }, needs.clock.durations);
  // The same lock as at OAuth providers: whoever verifies that this account refuses us sees it in use.
  const committed = await needs.transactions.locked(accountLock(accountKey), (transaction) => needs.commit(stored, transaction));
  return committed.ok ? done(committed.held) : conflictRefusal(committed.conflict, 0);
}

/** A person waits: one refusal decides, and a failure that may pass says so. Null where the session opened. */
export function refusalOf(reply: MailboxReply): Refused | null {
  const { verdict } = reply;
  if (reply.refusedHost)
    return refused("BAD_USER_INPUT", "No mail server can be reached under this name and port. Check both.", { field: "imap" });
  switch (verdict.verdict) {
    case "ok":
      return null;
    case "passing":
      return refused("PROVIDER_UNAVAILABLE", "The mail server does not answer right now. Nothing was changed; try again in a moment.", {
        retryAfterSeconds: 30,
      });
    case "ours":
      return refused("PROVIDER_UNAVAILABLE", "The provider does not accept this installation right now. Whoever runs it has been told.", {
        retryAfterSeconds: 300,
      });
    case "refused":
      return refused("PROVIDER_REFUSED", sentenceFor(verdict.reason), { reason: verdict.reason, providerCode: verdict.providerCode });
    case "uncoded":
      return refused("PROVIDER_REFUSED", sentenceFor("BAD_CREDENTIALS"), { reason: "BAD_CREDENTIALS", providerCode: verdict.providerCode });
  }
}

function sentenceFor(reason: string): string {
  if (reason === "TLS_INVALID")
    return "The mail server's certificate does not hold for this name, so nothing was sent to it. Check the host name, or tell whoever runs the server.";
  if (reason === "BAD_CREDENTIALS" || reason === "PASSWORD_CHANGED")
    return "The mail server does not accept this user name and password. Check both; some servers want an app password.";
  return "The mail server refuses this account. Ask whoever runs it.";
}

function toConnected(needs: ConnectNeeds, caller: Caller, command: ConnectImapCommand, accountKey: string, reply: MailboxReply): Change {
  const moment = needs.clock.moment();
  const { login } = command;
  const grantId = newId() as GrantId;
  const wanted = {
    workspaceId: caller.workspaceId as WorkspaceId,
    id: newId() as InboxId,
    belonging: command.belonging,
    connectedBy: caller.memberId,
    address: command.address,
    provider: "IMAP",
    mailHost: login.imap.host,
  } as const;
  const born = startConnected(wanted, grantId, moment);
  const grant = newGrant(
    born.next,
    { id: grantId, provider: "IMAP", clientId: null, accountKind: "IMAP", accountKey, signedInAs: null },
    moment,
  );
  return {
    ...created(born, null, moment.now, caller.actor),
    grant,
    grants: [grant],
    accounts: [{ key: accountKey, delta: 1, expect: null }],
    secrets: [{ grantId, sealed: needs.vault.seal({ kind: "password", ...login }, bindingOf(grant)) }],
    health: healthAfter({ inbox: born.next, health: noHealth }, reply, moment),
    check: { verdict: "OK", providerCode: null, latencyMs: reply.latencyMs },
    audit: { action: command.mutation, ip: caller.ip, outcome: "DONE" },
  };
}
