import type { Locale } from "@relink/domain";
import type { ConnectNeeds } from "../connect/connect-needs.ts";
import type { PresentNeeds } from "../grant/present-grant.ts";
import type { Actor } from "../inbox/change.ts";
import { toIso } from "../inbox/inbox-row.ts";
import type { Permitted } from "../inbox/perform.ts";
import type { Caller } from "../people/caller.ts";
import { newId } from "../platform/new-id.ts";
import type { RateLimit } from "../platform/rate-limit.ts";
import { linkActorName, type LinkKind, type LinkRow } from "./link.ts";
import type { LinkStore } from "./link.store.ts";
import type { LinkTokens } from "./link-token.ts";

/** What links need. */
export interface LinkNeeds extends ConnectNeeds {
  readonly links: LinkStore;
  readonly linkTokens: LinkTokens;
  readonly present: PresentNeeds;
  /** How often an inbox's links and requests may be made. */
  readonly makeLimit: RateLimit;
  /** How often one address may open links. */
  readonly openLimit: RateLimit;
  /** How often one link may be acted on. */
  readonly actLimit: RateLimit;
}

export interface NewLink {
  readonly kind: LinkKind;
  readonly grantId: string | null;
  readonly sentTo: string | null;
  readonly locale: Locale;
}

export function toLinkRow(
  caller: Pick<Caller, "memberId" | "actor">,
  { held, moment }: Pick<Permitted, "held" | "moment">,
  what: NewLink,
): LinkRow {
  return {
    workspace_id: held.inbox.workspaceId,
    id: newId(),
    kind: what.kind,
    inbox_id: held.inbox.id,
    grant_id: what.grantId,
    provider: null,
    sent_to: what.sentTo,
    locale: what.locale,
    created_by: caller.memberId,
    created_by_name: caller.actor.name,
    created_at: toIso(moment.now),
    expires_at: toIso(moment.now + moment.durations.link),
    used_at: null,
    withdrawn_at: null,
  };
}

/** Where a link leads: its token stands after the #, so that it is in no server's log. */
export function toLinkUrl({ linkTokens, publicUrl }: Pick<LinkNeeds, "linkTokens" | "publicUrl">, link: LinkRow): string {
  const token = linkTokens.toToken({ workspaceId: link.workspace_id, linkId: link.id });
  return `${publicUrl}/${link.kind === "RECONNECT" ? "r" : "it"}#${token}`;
}

/** Who acts by a link. */
export function linkActor(link: LinkRow): Actor {
  return { kind: "LINK", memberId: null, name: linkActorName(link) };
}
