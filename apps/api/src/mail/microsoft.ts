import { judgeMicrosoftToken, provesMicrosoftEnd, type TokenReply } from "@relink/domain";
import type { IDToken } from "openid-client";
import { createOAuthClient, type OAuthApplication } from "./oauth-client.ts";
import { createSignInProvider, type Failing, failing, type ProviderPlace, type ProviderProfile, toFailing } from "./sign-in-flow.ts";
import type { AuthorizationRequest, SignedInAccount, SignInProvider } from "./sign-in-provider.ts";

/** All free Outlook.com accounts live in this tenant. */
const consumerTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

// "Needs admin approval", "request sent to your admin", "the organisation is not known": nobody but an administrator can go on.
const adminNumbers: ReadonlySet<number> = new Set([90094, 90095, 90008]);
const declinedNumbers: ReadonlySet<number> = new Set([65004]);
// A code that lapsed, or is none: it says nothing about the account.
const codeNumbers: ReadonlySet<number> = new Set([70000, 70008]);

function numbersOf(reply: TokenReply): readonly number[] {
  if (reply.kind === "noReply" || reply.body === null) return [];
  if (reply.body.error_codes) return reply.body.error_codes;
  // Only the number is read, and it chooses the wording alone (reference-error-codes).
  return [...(reply.body.error_description ?? "").matchAll(/\bAADSTS(\d{4,8})\b/g)].map((match) => Number(match[1]));
}

/** What a refused sign-in means before the account itself is looked at; null where the judge of refreshes knows better. */
function judgeByNumber(numbers: readonly number[]): Failing | null {
  const admin = numbers.find((number) => adminNumbers.has(number));
  if (admin !== undefined) return failing("ADMIN_CONSENT_REQUIRED", `AADSTS${admin}`, { reason: "CONSENT_REQUIRED" });
  const declined = numbers.find((number) => declinedNumbers.has(number));
  return declined === undefined ? null : failing("CONSENT_DECLINED", `AADSTS${declined}`);
}

/** A refused code. */
export function judgeMicrosoftExchange(reply: TokenReply): Failing {
  const numbers = numbersOf(reply);
  const byNumber = judgeByNumber(numbers);
  if (byNumber) return byNumber;
  const verdict = judgeMicrosoftToken(reply);
  if (verdict.verdict === "ok") return failing("PROVIDER_UNAVAILABLE", "UNEXPECTED_REPLY");
  const why = toFailing(verdict);
  return numbers.some((number) => codeNumbers.has(number)) ? { ...why, reason: null } : why;
}

/** The error that a redirect from Microsoft carries (learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow). */
export function judgeMicrosoftRedirect(query: URLSearchParams): Failing {
  const error = query.get("error") ?? "unknown";
  const reply: TokenReply = { kind: "reply", status: 400, body: { error, error_description: query.get("error_description") ?? "" } };
  const byNumber = judgeByNumber(numbersOf(reply));
  if (byNumber) return byNumber;
  if (error === "access_denied" || query.get("error_subcode") === "cancel") return failing("CONSENT_DECLINED", "access_denied");
  const verdict = judgeMicrosoftToken(reply);
  return verdict.verdict === "ok" ? failing("PROVIDER_REFUSED", "unknown") : toFailing(verdict);
}

/** `sub` differs from application to application: tenant and object id name the account (claims reference). */
export function toMicrosoftAccount(claims: IDToken): SignedInAccount | null {
  const { tid, oid } = claims;
  if (typeof tid !== "string" || typeof oid !== "string" || tid === "" || oid === "") return null;
  const named = [claims["preferred_username"], claims["email"]].find((claim) => typeof claim === "string" && claim.includes("@"));
  return {
    id: `${tid}.${oid}`,
    claimedAddress: typeof named === "string" ? named : null,
    kind: tid === consumerTenant ? "MICROSOFT_PERSONAL" : "MICROSOFT_WORK",
  };
}

function authorizationParameters({ loginHint, consent, claims, chooseAccount }: AuthorizationRequest): Readonly<Record<string, string>> {
  const prompt = consent ? "consent" : chooseAccount ? "select_account" : null;
  return { login_hint: loginHint, ...(prompt ? { prompt } : {}), ...(claims ? { claims } : {}) };
}

/**
 * Whose accounts the application is for, by the tenant in its issuer: Microsoft's own page refuses the others first
 * (v2-protocols), and one tenant's issuer is compared with the ID token's.
 */
function admitsAt(issuer: string): (account: SignedInAccount) => boolean {
  const [, tenant] = new URL(issuer).pathname.split("/");
  if (tenant === "organizations") return ({ kind }) => kind !== "MICROSOFT_PERSONAL";
  if (tenant === "consumers") return ({ kind }) => kind === "MICROSOFT_PERSONAL";
  return () => true;
}

const profile: Omit<ProviderProfile, "admits"> = {
  provider: "MICROSOFT",
  authorizationParameters,
  judgeRedirect: judgeMicrosoftRedirect,
  judgeToken: judgeMicrosoftToken,
  judgeExchange: judgeMicrosoftExchange,
  provesEnd: provesMicrosoftEnd,
  // The host is spelled outlook.office.com or outlook.office365.com, and the letter case varies.
  opensMail: (scopes) => scopes.some((scope) => scope.toLowerCase().endsWith("/imap.accessasuser.all")),
  toAccount: toMicrosoftAccount,
  // It answers with the pairwise sub alone, which names no account.
  toOwner: null,
  // There is no endpoint by which an application could end its own access.
  revoke: null,
};

/** Microsoft, or what answers like it. `now` gives milliseconds since 1970. */
export function createMicrosoft(application: OAuthApplication, place: ProviderPlace, now: () => number): SignInProvider {
  const admits = admitsAt(application.issuer);
  return createSignInProvider({ ...profile, admits }, place, createOAuthClient(application), now);
}
