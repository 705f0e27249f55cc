import type { PresentNeeds } from "./grant/present-grant.ts";
import type { ConnectNeeds } from "./connect/connect-needs.ts";
import { completeItRequest } from "./link/complete-it-request.ts";
import { createReconnectLink } from "./link/create-reconnect-link.ts";
import { createLinkMails } from "./link/link-mails.ts";
import type { LinkNeeds } from "./link/link-needs.ts";
import type { LinkVerbs } from "./link/link.resolver.ts";
import { createLinkStore } from "./link/link.store.ts";
import { createLinkTokens } from "./link/link-token.ts";
import { openLink } from "./link/open-link.ts";
import { sendItRequest } from "./link/send-it-request.ts";
import { startLinkSignIn } from "./link/start-link-sign-in.ts";
import { submitLinkPassword } from "./link/submit-link-password.ts";
import type { OpenLinksVerbs } from "./link/open-links.resolver.ts";
import { withdrawLink } from "./link/withdraw-link.ts";
import { withdrawReconnectLink } from "./link/withdraw-reconnect-link.ts";
import type { WriteMail } from "./notify/send-mail.ts";
import type { Database } from "./platform/database.ts";
import { deriveKeys, type KeyRing } from "./platform/key-ring.ts";
import { createRateLimit } from "./platform/rate-limit.ts";

export interface ComposedLinks {
  readonly needs: LinkNeeds;
  readonly verbs: LinkVerbs & OpenLinksVerbs;
  readonly mails: Readonly<Record<string, WriteMail>>;
}

const minute = 60_000;

/** Everything about links without sign-in, put together. */
export function composeLinks({
  connect,
  present,
  database,
  keyRing,
}: {
  connect: ConnectNeeds;
  present: PresentNeeds;
  database: Database;
  keyRing: KeyRing;
}): ComposedLinks {
  const needs: LinkNeeds = {
    ...connect,
    present,
    links: createLinkStore(database),
    linkTokens: createLinkTokens(deriveKeys(keyRing, "link")),
    makeLimit: createRateLimit(20, 60 * minute),
    openLimit: createRateLimit(120, minute),
    actLimit: createRateLimit(10, minute),
  };
  return {
    needs,
    mails: createLinkMails(needs),
    verbs: {
      open: openLink(needs),
      create: createReconnectLink(needs),
      withdraw: withdrawReconnectLink(needs),
      withdrawOne: withdrawLink(needs),
      sendItRequest: sendItRequest(needs),
      startSignIn: startLinkSignIn(needs),
      submitPassword: submitLinkPassword(needs),
      completeItRequest: completeItRequest(needs),
    },
  };
}
