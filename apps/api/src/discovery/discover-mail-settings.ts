import { mayRead, type EmailAddress } from "@relink/domain";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { RateLimit } from "../platform/rate-limit.ts";
import type { Finding } from "./finding.ts";
import type { FindServers } from "./findings-cache.ts";
import { fillIn, type ServerPattern } from "./server-pattern.ts";

/** What an address needs in order to connect. */
export interface MailSettings extends Pick<Finding, "provider" | "source" | "keeper" | "needsConfirmation" | "obstacle"> {
  readonly imap: ServerPattern | null;
  readonly smtp: ServerPattern | null;
  /** What the IMAP server takes as user name; null: the address. */
  readonly username: string | null;
  /** An inbox of this address, removed not long ago, that the caller could reconnect instead. */
  readonly reconnectable: HeldInbox | null;
}

export interface DiscoverNeeds {
  readonly findServers: FindServers;
  readonly findReconnectable: (caller: Caller, address: EmailAddress) => Promise<HeldInbox | null>;
  /** Of each member or key. */
  readonly limit: RateLimit;
  readonly clock: { now(): number };
}

export type DiscoverMailSettings = (caller: Caller, address: EmailAddress) => Promise<Outcome<MailSettings>>;

/** Finds how an address can be connected: by asking public records about its domain, never the mailbox. */
export function discoverMailSettings(needs: DiscoverNeeds): DiscoverMailSettings {
  return async (caller, address) => {
    if (!mayRead(caller.asker)) return refused("FORBIDDEN", "This key may not look up mail settings: it needs inboxes:read.");
    const wait = needs.limit.take(`${caller.workspaceId} ${caller.key}`, needs.clock.now());
    if (wait > 0)
      return refused("RATE_LIMITED", "Too many addresses were looked up. Try again in a moment.", {
        retryAfterSeconds: Math.ceil(wait / 1_000),
      });
    const [finding, reconnectable] = await Promise.all([needs.findServers(address), needs.findReconnectable(caller, address)]);
    const imap = finding.imap && fillIn(finding.imap, address);
    const smtp = finding.smtp && fillIn(finding.smtp, address);
    return done({ ...finding, imap, smtp, username: imap?.username ?? null, reconnectable });
  };
}
