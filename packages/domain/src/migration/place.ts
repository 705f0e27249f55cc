import type { Inbox, Provider } from "../inbox/inbox.ts";
import { signInAtHost } from "../provider/known-mail.ts";
import { classifyMx, signInAt, type MxProvider, type OwnMxSuffixes } from "../provider/mx.ts";
import { unreachable } from "../unreachable.ts";

/** IMAP hosts at which the operator's settings say that a provider is, besides the built-in ones. */
export type OwnMailHosts = OwnMxSuffixes;

/**
 * The provider to which a domain's MX leads, as inboxes know providers: who is known, but only by IMAP, is IMAP. Null
 * where it says nothing of where mailboxes are: a gateway, mixed records, a host that nobody knows, no mail at all.
 */
export function providerBehindMx(mx: MxProvider): Provider | null {
  switch (mx) {
    case "GATEWAY":
    case "UNKNOWN":
    case "MIXED":
    case "NULL_MX":
      return null;
    default:
      return signInAt(mx) ?? "IMAP";
  }
}

const noOwn: OwnMailHosts = { google: [], microsoft: [] };

/** The provider at which an inbox really is: one that is opened by IMAP counts by whom its server belongs to. */
export function placeOf({ provider, mailHost }: Pick<Inbox, "provider" | "mailHost">, own: OwnMailHosts = noOwn): Provider {
  switch (provider) {
    case "GOOGLE":
    case "MICROSOFT":
      return provider;
    case "IMAP": {
      if (mailHost === null) return "IMAP";
      const host = mailHost.toLowerCase();
      if (own.google.includes(host)) return "GOOGLE";
      if (own.microsoft.includes(host)) return "MICROSOFT";
      return signInAtHost(host) ?? signInAt(classifyMx([{ exchange: host, preference: 0 }]).provider) ?? "IMAP";
    }
    default:
      return unreachable(provider);
  }
}
