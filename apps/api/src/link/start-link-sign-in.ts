import { isOpen, type Provider } from "@relink/domain";
import type { AttemptRow } from "../connect/attempt.ts";
import { newAttempt, notConfigured, toBegun } from "../connect/connect-inbox.ts";
import { unchanged } from "../inbox/change.ts";
import { conflictRefusal } from "../inbox/perform.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import { linkActor, type LinkNeeds } from "./link-needs.ts";
import { getOpenLink, providerOf, spent, viewLink } from "./open-link.ts";

export interface LinkSignIn {
  readonly attempt: AttemptRow;
  readonly authorizationUrl: string;
}

/** `provider` null: where the link leads. */
export type StartLinkSignIn = (token: string, provider: Provider | null, ip: string | null) => Promise<Outcome<LinkSignIn>>;

const tries = 4;

/** The mailbox's holder signs in, as that address and no other. The link is spent only when it completes. */
export function startLinkSignIn(needs: LinkNeeds): StartLinkSignIn {
  return async (token, chosen, ip) => {
    const open = await getOpenLink(needs, token, "RECONNECT", ip);
    if (!open.ok) return open;
    const link = open.value;
    for (let attempt = 1; ; attempt += 1) {
      const view = await viewLink(needs, link);
      const { held } = view;
      const moment = needs.clock.moment();
      if (!isOpen(held.inbox, held.endedGrant, "SEND_RECONNECT_LINK", moment)) return spent("WITHDRAWN");
      const provider = chosen ?? providerOf(view);
      if (provider === "IMAP")
        return refused("BAD_USER_INPUT", "An IMAP mailbox is reconnected with its server and password.", { field: "provider" });
      const clientId = await needs.providers.findClientId(link.workspace_id, provider);
      if (clientId === null) return notConfigured(provider);
      const actor = linkActor(link);
      const what = { provider, clientId, intent: "RECONNECT", returnTo: `${needs.publicUrl}/r` } as const;
      const row = { ...newAttempt({ workspaceId: link.workspace_id, memberId: null, actor }, held.inbox, what, moment), link_id: link.id };
      const expires = { kind: "attemptExpires", dueAt: moment.now + moment.durations.attempt, attemptId: row.id } as const;
      const audit = { action: "startLinkSignIn", ip, outcome: "DONE" };
      const committed = await needs.commit({ ...unchanged(held, moment.now, actor), attempt: row, timers: [expires], audit });
      if (committed.ok) return done({ attempt: row, authorizationUrl: toBegun(needs, committed.held, row).authorizationUrl });
      if (committed.conflict !== "VERSION" || attempt === tries) return conflictRefusal(committed.conflict, held.inbox.version);
    }
  };
}
