import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { findClaims } from "../grant/claims-challenge.ts";
import { ProviderUnavailable } from "../mail/sign-in-provider.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { needsConsent } from "./asks-consent.ts";
import type { AttemptRow } from "./attempt.ts";
import { hashOf, newBrowserSecret, type AttemptRef } from "./attempt-token.ts";
import { closeAttempt } from "./close-attempt.ts";
import { ended } from "./attempt.ts";
import type { CompleteSignIn } from "./complete-sign-in.ts";
import { begunBy, type ConnectNeeds } from "./connect-needs.ts";

export interface ConnectRouteNeeds extends ConnectNeeds {
  readonly completeSignIn: CompleteSignIn;
}

const cookiePath = "/connect";
const secretPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * The three pages of a sign-in that no app draws: setting out (binds the browser, 303 to the provider) and the two
 * callbacks (303 to a page that says how it went). Query strings here are secret and never logged.
 */
export function connectRoutes(needs: ConnectRouteNeeds): (app: FastifyInstance) => void {
  return (app) => {
    app.get<{ Params: { token: string } }>("/connect/start/:token", (request, reply) => setOut(needs, request.params.token, reply));
    for (const provider of ["google", "microsoft"] as const) {
      app.get(`/connect/callback/${provider}`, (request, reply) => comeBack(needs, provider, request, reply));
    }
  };
}

async function setOut(needs: ConnectRouteNeeds, token: string, reply: FastifyReply): Promise<FastifyReply> {
  guard(reply);
  const ref = needs.tokens.parseStartToken(token);
  if (!ref) return toResult(needs, reply, null, "unknown");
  const state = needs.tokens.newState(ref);
  const browserSecret = newBrowserSecret();
  const attempt = await needs.attempts.setOut(ref.workspaceId, ref.attemptId, hashOf(state), hashOf(browserSecret), needs.clock.now());
  if (!attempt) return toResult(needs, reply, await needs.attempts.find(ref.workspaceId, ref.attemptId), "over");
  const found = await needs.providers.open(begunBy(attempt));
  if (!found.ok) return turnBack(needs, reply, attempt, found.code);
  try {
    const { nonce, codeVerifier } = needs.tokens.secretsOf(ref, browserSecret);
    const loginHint = attempt.expected_address;
    const url = await found.provider.authorizationUrl({
      state,
      nonce,
      codeVerifier,
      loginHint,
      consent: await needsConsent(needs, attempt),
      claims: await findClaims(needs.database, attempt),
      chooseAccount: attempt.intent === "CONNECT",
    });
    return reply.header("set-cookie", toCookie(needs, ref, browserSecret)).redirect(url.href, 303);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    return turnBack(needs, reply, attempt, error.providerCode);
  }
}

/** The provider can't be asked now: the attempt is over before the browser set out. */
async function turnBack(needs: ConnectRouteNeeds, reply: FastifyReply, attempt: AttemptRow, providerCode: string): Promise<FastifyReply> {
  const failed = ended(attempt, "FAILED", { failure: "PROVIDER_UNAVAILABLE", provider_code: providerCode });
  await closeAttempt(needs, failed, null);
  return toResult(needs, reply, failed, "failed");
}

async function comeBack(
  needs: ConnectRouteNeeds,
  provider: "google" | "microsoft",
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  guard(reply);
  const url = new URL(request.url, needs.publicUrl);
  const state = url.searchParams.get("state") ?? "";
  const ref = needs.tokens.parseState(state);
  const browserSecret = ref && findCookie(request.headers.cookie, cookieName(ref));
  const known = ref && (await needs.attempts.find(ref.workspaceId, ref.attemptId));
  // A provider's answer counts only on that provider's own path (mix-up, RFC 9700, 4.4).
  if (!ref || !browserSecret || known?.provider.toLowerCase() !== provider) return toResult(needs, reply, null, "foreign", known);
  const attempt = await needs.completeSignIn({ state, browserSecret, url });
  return toResult(needs, reply.header("set-cookie", `${cookieName(ref)}=; Path=${cookiePath}; Max-Age=0`), attempt, "spent", known);
}

function guard(reply: FastifyReply): void {
  reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer");
}

/**
 * To the page that the attempt names, or ours; `why` for a state that belongs to nobody here. Of an attempt that is only
 * `known`, nothing is told; but who came by a link has no account, so their way back is the link's page.
 */
function toResult(
  needs: ConnectRouteNeeds,
  reply: FastifyReply,
  attempt: AttemptRow | null,
  why: string,
  known: AttemptRow | null = attempt,
): FastifyReply {
  const page = attempt?.return_to ?? (known?.link_id ? known.return_to : null);
  const target = new URL(page ?? "/connect/result", needs.publicUrl);
  if (attempt) target.searchParams.set("attempt", toGlobalId("attempt", attempt.id));
  else target.searchParams.set("problem", why);
  return reply.redirect(target.href, 303);
}

/** One cookie for each attempt, so that two tabs don't disturb each other. */
function cookieName(ref: AttemptRef): string {
  return `relink_connect_${ref.attemptId.replaceAll("-", "").slice(-12)}`;
}

function toCookie({ publicUrl, clock }: ConnectRouteNeeds, ref: AttemptRef, secret: string): string {
  const secure = publicUrl.startsWith("https://") ? "; Secure" : "";
  return `${cookieName(ref)}=${secret}; Path=${cookiePath}; HttpOnly; SameSite=Lax; Max-Age=${Math.ceil(clock.durations.attempt / 1_000)}${secure}`;
}

function findCookie(header: string | undefined, name: string): string | null {
  const found = header
    ?.split(";")
    .map((part) => part.trim().split("=", 2))
    .find(([key]) => key === name)?.[1];
  return found && secretPattern.test(found) ? found : null;
}
