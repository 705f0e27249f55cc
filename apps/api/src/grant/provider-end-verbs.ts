import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { ActionLimit } from "../inbox/action-limit.store.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { once } from "../inbox/idempotency.ts";
import { getVisible, notAllowed, perform, permit, type InboxCommand } from "../inbox/perform.ts";
import { remember } from "../inbox/remember.ts";
import { verifyGrant, type ProviderEndNeeds } from "./close-provider-end.ts";
import { grantChange } from "./move-grant.ts";
import type { Verified } from "./try-sealed.ts";

export interface ProviderEndVerbs {
  /** Asks the provider again (Google). The revocation runs at once in the background, under the account's lock. */
  revoke(caller: Caller, command: InboxCommand): Promise<Outcome<HeldInbox>>;
  /** A person says that it is done at the provider. */
  confirm(caller: Caller, command: InboxCommand): Promise<Outcome<HeldInbox>>;
  /** A person says whether an administrator gave the consent: no sign-in tells. The guide and the IT request follow. */
  reportAdminConsent(caller: Caller, command: InboxCommand & { readonly given: boolean }): Promise<Outcome<HeldInbox>>;
  /** Tries the sealed credentials once: at IMAP servers 3 times an hour at most, so that no account gets locked. */
  verify(caller: Caller, command: InboxCommand): Promise<Outcome<{ held: HeldInbox; outcome: Verified }>>;
}

export interface ProviderEndVerbNeeds extends ProviderEndNeeds {
  readonly imapLimit: ActionLimit;
  readonly limit: ActionLimit;
}

export function createProviderEndVerbs(needs: ProviderEndVerbNeeds): ProviderEndVerbs {
  return {
    revoke: (caller, command) =>
      perform(needs, caller, "REVOKE_ACCESS", command, async (held, moment, grant) => {
        const change = grant && grantChange({ held, grant }, { type: "revocationAsked" }, caller.actor, moment);
        return change ? done(change) : notAllowed(caller, held, "REVOKE_ACCESS", moment);
      }),
    confirm: (caller, command) =>
      perform(needs, caller, "CONFIRM_ACCESS_REMOVED", command, async (held, moment, grant) => {
        const change =
          grant && grantChange({ held, grant }, { type: "attested", byIt: false, actorName: caller.actor.name }, caller.actor, moment);
        return change ? done(change) : notAllowed(caller, held, "CONFIRM_ACCESS_REMOVED", moment);
      }),
    reportAdminConsent: (caller, command) =>
      perform(needs, caller, "REPORT_ADMIN_CONSENT", command, async (held, moment, grant) => {
        const occurrence = { type: "consentTold", byAdministrator: command.given } as const;
        const change = grant && grantChange({ held, grant }, occurrence, caller.actor, moment);
        return change ? done(change) : notAllowed(caller, held, "REPORT_ADMIN_CONSENT", moment);
      }),
    verify: (caller, command) =>
      once(
        needs,
        caller,
        command,
        async ({ outcome }) => {
          const found = await getVisible(needs.inboxes, caller, command.inboxId);
          return found.ok ? done({ held: found.value, outcome: (outcome ?? "UNKNOWN") as Verified }) : found;
        },
        () => verify(needs, caller, command),
      ),
  };
}

async function verify(
  needs: ProviderEndVerbNeeds,
  caller: Caller,
  command: InboxCommand,
): Promise<Outcome<{ held: HeldInbox; outcome: Verified }>> {
  const permitted = await permit(needs, caller, "VERIFY_ACCESS_REMOVED", command);
  if (!permitted.ok) return permitted;
  const { held, grant, moment } = permitted.value;
  if (!grant) return notAllowed(caller, held, "VERIFY_ACCESS_REMOVED", moment);
  const limit = grant.provider === "IMAP" ? needs.imapLimit : needs.limit;
  const wait = await limit.take(held.inbox.workspaceId, grant.id, moment.now);
  if (wait > 0)
    return refused("RATE_LIMITED", "It was tried often enough for now, so that the account does not get locked.", {
      retryAfterSeconds: Math.ceil(wait / 1_000),
    });
  const outcome = await verifyGrant(
    needs,
    { workspaceId: held.inbox.workspaceId, inboxId: held.inbox.id, grantId: grant.id },
    caller.actor,
  );
  const kept = await remember(needs, caller, command, { outcome });
  return kept.ok ? done({ held: kept.value, outcome }) : kept;
}
