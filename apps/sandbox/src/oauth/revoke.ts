import type { FastifyInstance, FastifyReply } from "fastify";
import type { Accounts } from "../accounts/account.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import type { Applications } from "./application.store.ts";
import type { Consents } from "./consent.store.ts";
import { formOf } from "./form.ts";
import type { OAuthServer } from "./oauth-server.ts";

export type RevokeNeeds = {
  readonly server: OAuthServer;
  readonly applications: Applications;
  readonly accounts: Accounts;
  readonly consents: Consents;
  readonly facts: Facts;
};

/**
 * Google's revocation endpoint (providers.md 1.3): no client authentication, the token in the form body (or in the
 * query, as Google's own library sends it), 200 `{}`; what is unknown, lapsed or revoked already is a 400. It ends
 * everything between the account and the application.
 */
export function registerRevoke(app: FastifyInstance, needs: RevokeNeeds): void {
  app.post<{ Querystring: { token?: string } }>(`${needs.server.base}/revoke`, async (request, reply) => {
    const { revokeReply } = await needs.applications.trouble(needs.server.profile.host);
    if (revokeReply === "hang") return reply.hijack();
    if (revokeReply === "503") return reply.code(503).send({ error: "temporarily_unavailable" });
    return revoke(needs, reply, formOf(request)["token"] ?? request.query.token);
  });
}

async function revoke(
  { server, accounts, consents, facts }: RevokeNeeds,
  reply: FastifyReply,
  token: string | undefined,
): Promise<FastifyReply> {
  const { host } = server.profile;
  if (!token) return reply.code(400).send({ error: "invalid_request", error_description: "Missing required parameter: token" });
  const record = await consents.findToken(host, token, ["AccessToken", "RefreshToken"]);
  const account = record ? await accounts.findBySubject(record.subject) : null;
  const ended = record?.live ? await consents.end({ host, subject: record.subject, clientId: record.clientId }, "revoke") : [];
  const revoked = ended.length > 0;
  await facts.add({
    kind: "revoke",
    provider: host,
    account: account?.address ?? null,
    detail: { grant: record?.grantId ?? null, client: record?.clientId ?? null, ended, result: revoked ? "revoked" : "invalid_token" },
  });
  if (revoked) return reply.code(200).send({});
  return reply.code(400).send({ error: "invalid_token", error_description: "Token expired or revoked" });
}
