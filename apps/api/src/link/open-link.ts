import type { Provider } from "@relink/domain";
import type { AttemptRow } from "../connect/attempt.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import { done, refused, type Outcome, type Refused } from "../platform/outcome.ts";
import type { RateLimit } from "../platform/rate-limit.ts";
import { linkStateAt, type LinkKind, type LinkRow, type LinkState } from "./link.ts";
import type { LinkNeeds } from "./link-needs.ts";

/** What a link's page may show. */
export interface LinkView {
  readonly link: LinkRow;
  readonly state: LinkState;
  readonly held: HeldInbox;
  /** IT_REQUEST: whose provider end is to be closed. */
  readonly grant: KeptGrant | null;
  readonly workspaceName: string;
  readonly lastAttempt: AttemptRow | null;
}

/** Opening spends nothing: mail scanners open links. Null for a token that we did not write. `ip`: of the client. */
export type OpenLink = (token: string, ip: string | null) => Promise<Outcome<LinkView | null>>;

export function openLink(needs: LinkNeeds): OpenLink {
  return async (token, ip) => {
    const tooOften = hurry(needs.openLimit, ip ?? "unknown", needs.clock.now());
    if (tooOften) return tooOften;
    const link = await findLink(needs, token);
    return done(link && (await viewLink(needs, link)));
  };
}

async function findLink({ linkTokens, links }: LinkNeeds, token: string): Promise<LinkRow | null> {
  const ref = linkTokens.parse(token);
  return ref && links.find(ref);
}

/** The link as it stands now. */
export async function viewLink(needs: LinkNeeds, { workspace_id: workspaceId, id: linkId }: LinkRow): Promise<LinkView> {
  const link = await needs.links.find({ workspaceId, linkId });
  const held = link && (await needs.inboxes.find(workspaceId, link.inbox_id));
  if (!link || !held) throw new Error(`Link ${linkId} has no inbox.`);
  return {
    link,
    held,
    state: linkStateAt(link, needs.clock.now()),
    grant: link.grant_id === null ? null : await needs.inboxes.findGrant(workspaceId, link.grant_id),
    workspaceName: await needs.links.findWorkspaceName(workspaceId),
    lastAttempt: await needs.links.findLastAttempt({ workspaceId, linkId }),
  };
}

/** A link that may be acted on now. */
export async function getOpenLink(needs: LinkNeeds, token: string, kind: LinkKind, ip: string | null): Promise<Outcome<LinkRow>> {
  const now = needs.clock.now();
  const fromAddress = hurry(needs.openLimit, ip ?? "unknown", now);
  if (fromAddress) return fromAddress;
  const link = await findLink(needs, token);
  if (link?.kind !== kind) return refused("NOT_FOUND", "There is no such link. Open it again from the mail, or ask for a new one.");
  const state = linkStateAt(link, now);
  if (state !== "OPEN") return spent(state);
  return hurry(needs.actLimit, link.id, now) ?? done(link);
}

const spentWords: Readonly<Record<Exclude<LinkState, "OPEN">, string>> = {
  USED: "This link has been used already. Ask for a new one if it is needed again.",
  EXPIRED: "This link is too old. Ask who sent it for a new one.",
  WITHDRAWN: "This link was withdrawn. Ask who sent it for a new one.",
};

export function spent(state: Exclude<LinkState, "OPEN">): Refused {
  return refused("LINK_SPENT", spentWords[state], { state });
}

function hurry(limit: RateLimit, key: string, now: number): Refused | null {
  const wait = limit.take(key, now);
  if (wait === 0) return null;
  return refused("RATE_LIMITED", "That was too often in a short time. Wait a moment, then try again.", {
    retryAfterSeconds: Math.ceil(wait / 1_000),
  });
}

/** Where this link's holder signs in, unless they choose another place. */
export function providerOf({ link, held, grant }: Pick<LinkView, "link" | "held" | "grant">): Provider {
  return grant?.provider ?? link.provider ?? held.inbox.provider;
}

/** The scopes that signing in there asks for; none at an IMAP server. */
export function permissionsAt(needs: Pick<LinkNeeds, "providers">, provider: Provider): readonly string[] {
  return provider === "IMAP" ? [] : needs.providers.at(provider).permissions;
}
