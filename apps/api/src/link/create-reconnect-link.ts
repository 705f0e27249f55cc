import { unchanged } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { once, remembered } from "../inbox/idempotency.ts";
import { conflictRefusal, getVisible, permit, type InboxCommand } from "../inbox/perform.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import { toLinkRow, toLinkUrl, type LinkNeeds } from "./link-needs.ts";
import type { LinkRow } from "./link.ts";

export interface ReconnectLinkCommand extends InboxCommand {
  /** Null: whoever asked hands it over themselves. */
  readonly sendTo: string | null;
}

export interface ReconnectLink {
  readonly held: HeldInbox;
  readonly link: LinkRow;
  /** Without its token where a request was repeated: a secret is never said twice. */
  readonly url: string;
}

export type CreateReconnectLink = (caller: Caller, command: ReconnectLinkCommand) => Promise<Outcome<ReconnectLink>>;

const tries = 4;

/** A link with which the mailbox's holder reconnects it without an account here; it takes the place of the one before. */
export function createReconnectLink(needs: LinkNeeds): CreateReconnectLink {
  return (caller, command) =>
    once(
      needs,
      caller,
      command,
      ({ linkId }) => replayed(needs, caller, command, linkId ?? null),
      () => createOnce(needs, caller, command),
    );
}

async function createOnce(needs: LinkNeeds, caller: Caller, command: ReconnectLinkCommand): Promise<Outcome<ReconnectLink>> {
  for (let attempt = 1; ; attempt += 1) {
    const permitted = await permit(needs, caller, "SEND_RECONNECT_LINK", command);
    if (!permitted.ok) return permitted;
    const { held, moment } = permitted.value;
    const wait = attempt === 1 ? needs.makeLimit.take(held.inbox.id, moment.now) : 0;
    if (wait > 0) return tooMany(wait);
    const link = toLinkRow(caller, permitted.value, { kind: "RECONNECT", grantId: null, sentTo: command.sendTo, locale: caller.locale });
    const timers =
      command.sendTo === null
        ? []
        : [{ kind: "sendMail", dueAt: moment.now, payload: { mail: "reconnectLink", linkId: link.id } } as const];
    const audit = { action: command.mutation, ip: caller.ip, outcome: "DONE" };
    const change = { ...unchanged(held, moment.now, caller.actor), links: { created: link }, timers, audit };
    const committed = await needs.commit(remembered(change, caller, command, { linkId: link.id }, moment.durations));
    if (committed.ok) return done({ held: committed.held, link, url: toLinkUrl(needs, link) });
    if (committed.conflict !== "VERSION" || attempt === tries) return conflictRefusal(committed.conflict, held.inbox.version);
  }
}

export function tooMany(waitMs: number) {
  return refused("RATE_LIMITED", "So many were made for this inbox that no more are, for now. Try again later.", {
    retryAfterSeconds: Math.ceil(waitMs / 1_000),
  });
}

async function replayed(
  needs: LinkNeeds,
  caller: Caller,
  command: ReconnectLinkCommand,
  linkId: string | null,
): Promise<Outcome<ReconnectLink>> {
  const found = await getVisible(needs.inboxes, caller, command.inboxId);
  if (!found.ok) return found;
  const link = linkId === null ? null : await needs.links.find({ workspaceId: caller.workspaceId, linkId });
  if (!link) return refused("NOT_FOUND", "What this key made is gone. Send a new key to make another.");
  return done({ held: found.value, link, url: `${needs.publicUrl}/r` });
}
