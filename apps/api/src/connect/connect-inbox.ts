import {
  addressHoldingStates,
  addressKey,
  mayConnect,
  maySee,
  startConnecting,
  step,
  type Belonging,
  type EmailAddress,
  type InboxId,
  type Moment,
  type WorkspaceId,
} from "@relink/domain";
import { created, unchanged, withStep, type Change } from "../inbox/change.ts";
import { once, remembered, type Command } from "../inbox/idempotency.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { toIso } from "../inbox/inbox-row.ts";
import { conflictRefusal } from "../inbox/perform.ts";
import type { Caller } from "../people/caller.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { newId } from "../platform/new-id.ts";
import { done, refused, type Outcome, type Refused } from "../platform/outcome.ts";
import { ended, type AttemptRow } from "./attempt.ts";
import type { ConnectNeeds } from "./connect-needs.ts";

export interface ConnectCommand extends Command {
  readonly belonging: Belonging;
  readonly provider: "GOOGLE" | "MICROSOFT";
  readonly address: EmailAddress;
  readonly returnTo: string | null;
}

/** What a person needs to go on at the provider. */
export interface Begun {
  readonly held: HeldInbox;
  readonly attempt: AttemptRow;
  readonly authorizationUrl: string;
}

export type ConnectInbox = (caller: Caller, command: ConnectCommand) => Promise<Outcome<Begun>>;

/** A person starts to connect an address by signing in at its provider: CONNECTING, for 15 minutes at most. */
export function connectInbox(needs: ConnectNeeds): ConnectInbox {
  return (caller, command) =>
    once(
      needs,
      caller,
      command,
      (result) => replayed(needs, caller, result),
      () => beginOnce(needs, caller, command),
    );
}

async function beginOnce(needs: ConnectNeeds, caller: Caller, command: ConnectCommand): Promise<Outcome<Begun>> {
  const judged = await judgeNewInbox(needs, caller, command);
  if (judged) return judged;
  const clientId = await needs.providers.findClientId(caller.workspaceId, command.provider);
  if (clientId === null) return notConfigured(command.provider);
  const returnTo = checkReturnTo(command.returnTo, needs.publicUrl);
  if (!returnTo.ok) return returnTo;
  const moment = needs.clock.moment();
  const change = begin(caller, { ...command, returnTo: returnTo.value }, clientId, moment);
  const result = { inboxId: change.inbox.id, attemptId: change.attempt.id };
  const committed = await needs.commit(remembered(change, caller, command, result, moment.durations));
  if (!committed.ok) return conflictRefusal(committed.conflict, 0);
  await supersede(needs, caller, committed.held, moment);
  return done(toBegun(needs, committed.held, change.attempt));
}

export function toBegun(needs: Pick<ConnectNeeds, "tokens" | "publicUrl">, held: HeldInbox, attempt: AttemptRow): Begun {
  const token = needs.tokens.toStartToken({ workspaceId: attempt.workspace_id, attemptId: attempt.id });
  return { held, attempt, authorizationUrl: `${needs.publicUrl}/connect/start/${token}` };
}

/** Answers a repeated request with what the first one made. */
export async function replayed(needs: ConnectNeeds, caller: Caller, result: Record<string, string | null>): Promise<Outcome<Begun>> {
  const held = result.inboxId ? await needs.inboxes.find(caller.workspaceId, result.inboxId) : null;
  const attempt = result.attemptId ? await needs.attempts.find(caller.workspaceId, result.attemptId) : null;
  return held && attempt
    ? done(toBegun(needs, held, attempt))
    : refused("NOT_FOUND", "What this key made is gone. Send a new key to begin again.");
}

/** Whether this caller may connect this address now; null where nothing speaks against it. */
export async function judgeNewInbox(
  needs: ConnectNeeds,
  caller: Caller,
  wanted: { belonging: Belonging; address: EmailAddress },
): Promise<Refused | null> {
  const { belonging } = wanted;
  if (!mayConnect(caller.asker, belonging.kind)) {
    return refused(
      "FORBIDDEN",
      belonging.kind === "TEAM" ? "Only admins may connect a channel." : "A personal inbox is connected by the person whose it is.",
    );
  }
  if (belonging.kind === "TEAM") {
    const sql = `select (select count(*)::int from inbox i where i.workspace_id = s.workspace_id and i.shared_inbox_id = s.id and i.kind = 'TEAM' and i.state <> 'REMOVED') as channels
      from shared_inbox s where s.workspace_id = $1 and s.id = $2`;
    const [found] = await needs.database.query<{ channels: number }>(
      sql,
      [caller.workspaceId, belonging.sharedInboxId],
      "shared_inbox_room",
    );
    if (!found) return refused("NOT_FOUND", "There is no such shared inbox in this workspace.", { field: "sharedInboxId" });
    if (found.channels >= 200) return refused("BAD_USER_INPUT", "A shared inbox holds 200 channels at most.", { field: "sharedInboxId" });
  }
  const holder = await needs.inboxes.findByAddress(caller.workspaceId, addressKey(wanted.address), addressHoldingStates);
  return holder ? addressInUse(caller, holder) : null;
}

export function addressInUse(caller: Caller, holder: HeldInbox): Refused {
  const visible = maySee(caller.asker, holder.inbox);
  const message = `${holder.inbox.address} is connected already in this workspace.`;
  return refused("ADDRESS_IN_USE", message, { field: "address", ...(visible ? { inboxId: toGlobalId("inbox", holder.inbox.id) } : {}) });
}

export function notConfigured(provider: string): Refused {
  const name = provider === "GOOGLE" ? "Google" : "Microsoft";
  return refused("BAD_USER_INPUT", `Signing in at ${name} is not set up in this installation. Ask whoever runs it.`, { field: "provider" });
}

/** A page of this installation only: anything else would send people who trust us to a stranger. */
export function checkReturnTo(returnTo: string | null, publicUrl: string): Outcome<string | null> {
  if (returnTo === null) return done(null);
  if (URL.canParse(returnTo) && new URL(returnTo).origin === publicUrl) return done(returnTo);
  return refused("BAD_USER_INPUT", "returnTo must be a page of this installation.", { field: "returnTo" });
}

function begin(caller: Caller, command: ConnectCommand, clientId: string, moment: Moment): Change & { readonly attempt: AttemptRow } {
  const wanted = {
    workspaceId: caller.workspaceId as WorkspaceId,
    id: newId() as InboxId,
    belonging: command.belonging,
    connectedBy: caller.memberId,
    address: command.address,
    provider: command.provider,
    mailHost: null,
  };
  const started = startConnecting(wanted, moment);
  const { provider, returnTo } = command;
  const attempt = newAttempt(caller, started.next, { provider, clientId, intent: "CONNECT", returnTo }, moment);
  const expires = { kind: "attemptExpires", dueAt: moment.now + moment.durations.attempt, attemptId: attempt.id } as const;
  const change = created(started, null, moment.now, caller.actor);
  return { ...change, attempt, timers: [...change.timers, expires], audit: { action: command.mutation, ip: caller.ip, outcome: "DONE" } };
}

export function newAttempt(
  caller: Pick<Caller, "workspaceId" | "memberId" | "actor">,
  inbox: HeldInbox["inbox"],
  what: { provider: "GOOGLE" | "MICROSOFT"; clientId: string; intent: AttemptRow["intent"]; returnTo: string | null },
  { now, durations }: Moment,
): AttemptRow {
  return {
    workspace_id: caller.workspaceId,
    id: newId(),
    inbox_id: inbox.id,
    provider: what.provider,
    intent: what.intent,
    state: "PENDING",
    failure: null,
    provider_code: null,
    expected_address: inbox.address,
    actual_address: null,
    started_by: caller.memberId,
    started_by_name: caller.actor.name,
    started_by_key: caller.actor.keyId ?? null,
    inbox_version: inbox.version,
    return_to: what.returnTo,
    state_hash: null,
    browser_hash: null,
    created_at: toIso(now),
    expires_at: toIso(now + durations.attempt),
    callback_at: null,
    link_id: null,
    client_id: what.clientId,
    granted_kind: null,
    granted_key: null,
  };
}

/** Starting again for the same address replaces one's earlier attempts. Another person's goes on: whose check passes first has the address. */
async function supersede(needs: ConnectNeeds, caller: Caller, { inbox }: HeldInbox, moment: Moment): Promise<void> {
  for (const before of await needs.inboxes.listConnecting(caller.workspaceId, addressKey(inbox.address), inbox.connectedBy)) {
    if (before.inbox.id === inbox.id) continue;
    const result = step(before.inbox, { type: "abandon" }, moment);
    if (!result.ok) continue;
    const pending = await needs.attempts.findPending(caller.workspaceId, before.inbox.id);
    const attempt = pending && ended(pending, "FAILED", { failure: "SUPERSEDED" });
    // Where it has moved on meanwhile, it is no attempt any more and the address decides.
    await needs.commit({ ...withStep(unchanged(before, moment.now, caller.actor), result, moment), attempt });
  }
}
