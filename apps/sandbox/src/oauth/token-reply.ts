import { randomUUID } from "node:crypto";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { Accounts } from "../accounts/account.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import { isPersonal } from "./claims.ts";
import type { Consents, TokenRecord } from "./consent.store.ts";
import { toGoogleReply } from "./google-replies.ts";
import { toMicrosoftReply } from "./microsoft-replies.ts";
import { toRefusal } from "./refusal.ts";
import { makeTokenTrouble } from "../http/token-trouble.ts";
import type { HostProfile } from "./sign-in-host.ts";

export type TokenReplyNeeds = {
  readonly profile: HostProfile;
  readonly accounts: Accounts;
  readonly consents: Consents;
  readonly facts: Facts;
};

type TokenBody = Record<string, unknown>;

/** Rewrites what oidc-provider's token endpoint answers into the provider's own words, and writes the fact down. */
export function tokenReplyMiddleware(needs: TokenReplyNeeds) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.path !== "/token" || !isBody(ctx.body)) return;
    if (await meetTrouble(needs, ctx)) return;
    const lapsesAt = await findLapse(needs, ctx);
    const lapsed = lapsesAt !== null && lapsesAt.getTime() <= Date.now();
    if (typeof ctx.body["error"] === "string") await refuse(needs, ctx, ctx.body);
    else if (lapsed) await refuse(needs, ctx, { error: "invalid_grant" });
    else await give(needs, ctx, ctx.body, lapsesAt);
  };
}

/** A trouble that passes and is this account's alone: what the endpoint would have said does not reach the application. */
async function meetTrouble({ profile, accounts, consents, facts }: TokenReplyNeeds, ctx: KoaContextWithOIDC): Promise<boolean> {
  const asked = await findRefreshToken(consents, profile, ctx.oidc.params?.["refresh_token"]);
  const account = await accounts.findBySubject(ctx.oidc.entities.AccessToken?.accountId ?? asked?.subject ?? "");
  if (!account?.tokenReply || account.provider !== profile.host) return false;
  ctx.remove("WWW-Authenticate");
  ctx.respond = false;
  await makeTokenTrouble(profile.host, account.tokenReply, facts, ctx.req, ctx.res, account.address);
  return true;
}

/** When the consent that was asked by ends by itself; null: never. */
async function findLapse({ profile, consents }: TokenReplyNeeds, ctx: KoaContextWithOIDC): Promise<Date | null> {
  const grantId = ctx.oidc.entities.AccessToken?.grantId;
  return profile.host === "google" && grantId ? consents.findLapse(grantId) : null;
}

/** Google's `refresh_token_expires_in`: whole seconds, except where a rehearsal has made days of them. */
function secondsUntil(lapsesAt: Date): number {
  const seconds = (lapsesAt.getTime() - Date.now()) / 1_000;
  return seconds < 3_600 ? seconds : Math.floor(seconds);
}

async function give(
  { profile, accounts, consents, facts }: TokenReplyNeeds,
  ctx: KoaContextWithOIDC,
  body: TokenBody,
  lapsesAt: Date | null,
) {
  const { AccessToken: token, RotatedRefreshToken: used } = ctx.oidc.entities;
  const account = await accounts.findBySubject(token?.accountId ?? "");
  const isRefresh = ctx.oidc.params?.["grant_type"] === "refresh_token";
  // Google's answer to a refresh has no refresh token: the application goes on with the one that it has.
  if (isRefresh && profile.host === "google") delete body["refresh_token"];
  if (lapsesAt) body["refresh_token_expires_in"] = secondsUntil(lapsesAt);
  if (profile.host === "microsoft") body["ext_expires_in"] = body["expires_in"];
  const uses = used ? ((await consents.findToken(profile.host, used.jti, ["RefreshToken"]))?.uses ?? 1) : 1;
  await facts.add({
    kind: isRefresh ? "refresh-ok" : "token-issued",
    provider: profile.host,
    account: account?.address ?? null,
    detail: {
      grant: token?.grantId ?? null,
      client: token?.clientId ?? null,
      scope: body["scope"],
      refreshToken: "refresh_token" in body,
      ...(isRefresh && profile.host === "microsoft" ? { reuse: Math.max(0, uses - 1) } : {}),
    },
  });
}

async function refuse({ profile, accounts, consents, facts }: TokenReplyNeeds, ctx: KoaContextWithOIDC, body: TokenBody) {
  const params: Readonly<Record<string, unknown>> = ctx.oidc.params ?? {};
  const token = await findRefreshToken(consents, profile, params["refresh_token"]);
  const account = token ? await accounts.findBySubject(token.subject) : null;
  const grantType = typeof params["grant_type"] === "string" ? params["grant_type"] : undefined;
  const failed = {
    status: ctx.status,
    error: String(body["error"]),
    description: String(body["error_description"] ?? ""),
    grantType,
  };
  // Of an account that moved here from elsewhere, only the grant's own end counts.
  const own = account?.provider === profile.host ? account : null;
  const refusal = toRefusal(failed, token, own, isPersonal(account));
  const reply =
    profile.host === "google"
      ? toGoogleReply(refusal)
      : toMicrosoftReply(refusal, { now: new Date(), traceId: randomUUID(), correlationId: randomUUID() });
  ctx.remove("WWW-Authenticate");
  ctx.status = reply.status;
  ctx.body = reply.body;
  await facts.add({
    kind: grantType === "refresh_token" ? "refresh-refused" : "token-refused",
    provider: profile.host,
    account: account?.address ?? null,
    detail: {
      grant: token?.grantId ?? null,
      client: params["client_id"] ?? null,
      error: reply.body["error"],
      why: refusal.why,
      said: failed.description,
    },
  });
}

async function findRefreshToken(consents: Consents, profile: HostProfile, token: unknown): Promise<TokenRecord | null> {
  return typeof token === "string" ? consents.findToken(profile.host, token, ["RefreshToken"]) : null;
}

function isBody(value: unknown): value is TokenBody {
  return typeof value === "object" && value !== null && !Buffer.isBuffer(value);
}
