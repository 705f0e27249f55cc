import type { FastifyInstance } from "fastify";
import type { Foundation } from "./app.ts";
import { createLinkTokens } from "./link/link-token.ts";
import { createDigestMail } from "./notify/digest-mail.ts";
import { createDigestStore } from "./notify/digest.store.ts";
import { createMailGathering, type MailGathering } from "./notify/gather-mails.ts";
import { createPreferenceStore, type PreferenceStore } from "./notify/preference.store.ts";
import type { WriteMail } from "./notify/send-mail.ts";
import { unsubscribeRoutes } from "./notify/unsubscribe.routes.ts";
import type { Clock } from "./platform/clock.ts";
import { deriveKeys } from "./platform/key-ring.ts";

export interface ComposedMails {
  readonly gathering: MailGathering;
  readonly preferences: PreferenceStore;
  readonly routes: (app: FastifyInstance) => Promise<void>;
  readonly writers: Readonly<Record<"digest", WriteMail>>;
}

/** Everything about mails of notices, put together. */
export function composeMails({
  env,
  keyRing,
  database,
  clock,
  onError,
}: Pick<Foundation, "env" | "keyRing" | "database"> & {
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): ComposedMails {
  const preferences = createPreferenceStore(database);
  const unsubscribeTokens = createLinkTokens(deriveKeys(keyRing, "unsubscribe"));
  return {
    gathering: createMailGathering({ database, clock, onError }),
    preferences,
    routes: unsubscribeRoutes({ preferences, tokens: unsubscribeTokens, now: clock.now }),
    writers: { digest: createDigestMail({ digests: createDigestStore(database), unsubscribeTokens, publicUrl: env.publicUrl }) },
  };
}
