import type { FastifyInstance } from "fastify";
import type { LinkTokens } from "../link/link-token.ts";
import { createRateLimit } from "../platform/rate-limit.ts";
import type { Preferences, PreferenceStore } from "./preference.store.ts";

const mostBytes = 4 * 1024;
const invalidAMinute = 30;
const kinds: Readonly<Record<string, Partial<Preferences>>> = {
  TEAM_DISCONNECT: { emailOnTeamDisconnect: false },
  PERSONAL_DISCONNECT: { emailOnPersonalDisconnect: false },
  MIGRATION: { emailOnMigration: false },
};

export interface UnsubscribeNeeds {
  readonly preferences: PreferenceStore;
  readonly tokens: Pick<LinkTokens, "parse">;
  readonly now: () => number;
}

interface Asked {
  readonly Querystring: { readonly token?: unknown; readonly of?: unknown };
}

function toChanges(of: unknown): Partial<Preferences> | null {
  const names = typeof of === "string" ? of.split(" ").filter((name) => name !== "") : [];
  const changes = names.map((name) => (Object.hasOwn(kinds, name) ? kinds[name] : undefined));
  if (changes.length === 0 || changes.includes(undefined)) return null;
  return Object.assign({}, ...changes) as Partial<Preferences>;
}

/**
 * POST /unsubscribe?token=…&of=…: stops the kinds of mail that the link's own mail was of (RFC 8058, one click, without
 * signing in). The token can do nothing else. 204, also when it was done before; 400 for a link that we did not write.
 * GET is the web app's page that asks first: programs follow links.
 */
export function unsubscribeRoutes({ preferences, tokens, now }: UnsubscribeNeeds): (app: FastifyInstance) => Promise<void> {
  const limit = createRateLimit(invalidAMinute, 60_000);
  return async (app) => {
    await app.register(async (scope) => {
      // What mail programs send is the form List-Unsubscribe=One-Click: it says nothing that the link does not.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "string", bodyLimit: mostBytes }, (_request, body, done) => done(null, body));
      scope.post<Asked>("/unsubscribe", { bodyLimit: mostBytes }, async (request, reply) => {
        const { token, of } = request.query;
        const ref = typeof token === "string" ? tokens.parse(token) : null;
        const changes = toChanges(of);
        if (ref && changes) {
          await preferences.update({ workspaceId: ref.workspaceId, memberId: ref.linkId }, changes);
          return reply.code(204).send();
        }
        const wait = limit.take(request.ip, now());
        const message = "This link is not whole: copy all of it from the mail, or change your preferences in the app.";
        if (wait === 0) return reply.code(400).send({ error: "BAD_USER_INPUT", message });
        return reply
          .code(429)
          .header("retry-after", String(Math.ceil(wait / 1_000)))
          .send();
      });
    });
  };
}
