import { once, remembered } from "../inbox/idempotency.ts";
import { unchanged } from "../inbox/change.ts";
import { conflictRefusal, permit, type InboxCommand } from "../inbox/perform.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import { checkReturnTo, newAttempt, notConfigured, replayed, toBegun, type Begun } from "./connect-inbox.ts";
import type { ConnectNeeds } from "./connect-needs.ts";

export interface ReconnectCommand extends InboxCommand {
  /** Another provider than before: the mailbox has moved. */
  readonly provider: "GOOGLE" | "MICROSOFT" | null;
  readonly returnTo: string | null;
}

export type ReconnectInbox = (caller: Caller, command: ReconnectCommand) => Promise<Outcome<Begun>>;

/** A person signs in once more for an inbox they have. Until that completes, nothing of it changes. */
export function reconnectInbox(needs: ConnectNeeds): ReconnectInbox {
  return (caller, command) =>
    once(
      needs,
      caller,
      command,
      (result) => replayed(needs, caller, result),
      () => beginAgain(needs, caller, command),
    );
}

async function beginAgain(needs: ConnectNeeds, caller: Caller, command: ReconnectCommand): Promise<Outcome<Begun>> {
  const permitted = await permit(needs, caller, "RECONNECT", command);
  if (!permitted.ok) return permitted;
  const { held, moment } = permitted.value;
  const provider = command.provider ?? held.inbox.provider;
  if (provider === "IMAP")
    return refused("BAD_USER_INPUT", "An IMAP inbox is reconnected with its server and password, or with another provider.", {
      field: "provider",
    });
  const clientId = await needs.providers.findClientId(held.inbox.workspaceId, provider);
  if (clientId === null) return notConfigured(provider);
  const returnTo = checkReturnTo(command.returnTo, needs.publicUrl);
  if (!returnTo.ok) return returnTo;
  const attempt = newAttempt(caller, held.inbox, { provider, clientId, intent: "RECONNECT", returnTo: returnTo.value }, moment);
  const expires = { kind: "attemptExpires", dueAt: moment.now + moment.durations.attempt, attemptId: attempt.id } as const;
  const audit = { action: command.mutation, ip: caller.ip, outcome: "DONE" };
  const change = { ...unchanged(held, moment.now, caller.actor), attempt, timers: [expires], audit };
  const committed = await needs.commit(
    remembered(change, caller, command, { inboxId: held.inbox.id, attemptId: attempt.id }, moment.durations),
  );
  return committed.ok ? done(toBegun(needs, committed.held, attempt)) : conflictRefusal(committed.conflict, held.inbox.version);
}
