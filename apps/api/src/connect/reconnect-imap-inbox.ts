import { step, type GrantId } from "@relink/domain";
import { accountLock } from "../grant/provider-account.store.ts";
import { unchanged, withStep, type Actor, type Change } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { once, remembered } from "../inbox/idempotency.ts";
import { conflictRefusal, getVisible, notAllowed, permit, type InboxCommand } from "../inbox/perform.ts";
import { imapAccountId } from "../mail/account-key.ts";
import type { MailboxReply } from "../mail/mailbox.ts";
import type { Caller } from "../people/caller.ts";
import { newId } from "../platform/new-id.ts";
import { done, type Outcome } from "../platform/outcome.ts";
import { arrivedAt, healthAfter, withGrant } from "./arrival.ts";
import { refusalOf, type ImapLogin } from "./connect-imap-inbox.ts";
import { bindingOf, newGrant, type ConnectNeeds } from "./connect-needs.ts";

export interface ReconnectImapCommand extends InboxCommand {
  /** `username` null: the inbox's address. */
  readonly login: Omit<ImapLogin, "username"> & { readonly username: string | null };
}

export type ReconnectImapInbox = (caller: Caller, command: ReconnectImapCommand) => Promise<Outcome<HeldInbox>>;

/** New IMAP details for an inbox they have, also one that was at another provider. A refusal changes nothing. */
export function reconnectImapInbox(needs: ConnectNeeds): ReconnectImapInbox {
  return (caller, command) =>
    once(
      needs,
      caller,
      command,
      () => getVisible(needs.inboxes, caller, command.inboxId),
      () => reconnectOnce(needs, caller, command),
    );
}

async function reconnectOnce(needs: ConnectNeeds, caller: Caller, command: ReconnectImapCommand): Promise<Outcome<HeldInbox>> {
  const permitted = await permit(needs, caller, "RECONNECT", command);
  if (!permitted.ok) return permitted;
  const login = { ...command.login, username: command.login.username ?? permitted.value.held.inbox.address };
  const reply = await needs.mailboxes.open({ server: login.imap, user: login.username, auth: { password: login.password } });
  const refusal = refusalOf(reply);
  if (refusal) return refusal;
  const accountKey = needs.toAccountKey("IMAP", imapAccountId(login.imap.host, login.username), null);
  const change = await toImapReconnection(needs, caller.actor, permitted.value.held, login, accountKey, reply);
  if (!change) return notAllowed(caller, permitted.value.held, "RECONNECT", permitted.value.moment);
  const audit = { action: command.mutation, ip: caller.ip, outcome: "DONE" };
  const stored = remembered({ ...change, audit }, caller, command, {}, permitted.value.moment.durations);
  const committed = await needs.transactions.locked(accountLock(accountKey), (transaction) => needs.commit(stored, transaction));
  return committed.ok ? done(committed.held) : conflictRefusal(committed.conflict, permitted.value.held.inbox.version);
}

/** The change that new IMAP details make, once a session has opened with them; null where the lifecycle does not allow it. */
export async function toImapReconnection(
  needs: ConnectNeeds,
  actor: Actor,
  held: HeldInbox,
  login: ImapLogin,
  accountKey: string,
  reply: MailboxReply,
): Promise<Change | null> {
  const moment = needs.clock.moment();
  const same = held.grant?.accountKey === accountKey ? held.grant : null;
  const fresh = { id: newId() as GrantId, provider: "IMAP", clientId: null, accountKind: "IMAP", accountKey, signedInAs: null } as const;
  const grant = same ?? newGrant(held.inbox, fresh, moment);
  const result = step(held.inbox, { type: "reconnected", grantId: grant.id, provider: "IMAP", mailHost: login.imap.host }, moment);
  if (!result.ok) return null;
  const replaced = await withGrant(needs, withStep(unchanged(held, moment.now, actor), result, moment), held.grant, grant, actor, moment);
  return {
    ...replaced,
    secrets: [{ grantId: grant.id, sealed: needs.vault.seal({ kind: "password", ...login }, bindingOf(grant)) }],
    health: healthAfter(held, reply, moment),
    arrived: arrivedAt(held, accountKey, reply),
    check: { verdict: "OK", providerCode: null, latencyMs: reply.latencyMs },
    cancel: [...replaced.cancel, { kind: "escalate" }, { kind: "accessLapses" }],
  };
}
