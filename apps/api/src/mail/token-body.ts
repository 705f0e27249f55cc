import type { TokenBody, TokenReply } from "@relink/domain";
import type { Tokens } from "./sign-in-provider.ts";

export type Fields = Readonly<Record<string, unknown>>;

// RFC 6749 only recommends `expires_in`: without it the token is used at once and soon renewed.
const unstatedLifeSeconds = 300;

/** The JSON object that `text` is, or null. */
export function parseObject(text: string): Fields | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function toText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function toSeconds(value: unknown): number | null {
  const seconds = typeof value === "string" ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

const errorFields = ["error", "error_description", "error_subtype", "suberror", "claims"] as const;

/** What the judges may see of an answer: its error, and never a token. */
export function toTokenBody(fields: Fields): TokenBody {
  const texts = errorFields.flatMap((name) => (toText(fields[name]) === null ? [] : [[name, fields[name]]]));
  const numbers = Array.isArray(fields["error_codes"]) ? fields["error_codes"].filter((code) => typeof code === "number") : [];
  return Object.fromEntries(numbers.length > 0 ? [...texts, ["error_codes", numbers]] : texts) as TokenBody;
}

// It travels in a URL, where a longer one would be refused by a server on its way.
const mostClaims = 4_000;

/** What a refusal wants the next sign-in to ask for: a JSON object as it came; null where it wants nothing, or no honest thing. */
export function toClaimsChallenge(reply: TokenReply): string | null {
  const claims = reply.kind === "reply" ? reply.body?.claims : undefined;
  return claims !== undefined && claims.length <= mostClaims && parseObject(claims) ? claims : null;
}

/** Retry-After (RFC 9110, 10.2.3) in milliseconds, or null; a date counts from the answer's own. */
export function toRetryAfterMs(header: string | null, answeredAt: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const wait = Date.parse(header) - answeredAt;
  return Number.isFinite(wait) && wait > 0 ? wait : null;
}

/**
 * Reads a successful token response (RFC 6749, 5.1), or null where it is none.
 * @param asked - the scopes that hold where the response names none
 * @param oldRefreshToken - goes on where the response has no new one; null at the first exchange, where "" stands for none
 * @param now - milliseconds since 1970
 */
export function parseTokens(fields: Fields | null, asked: readonly string[], oldRefreshToken: string | null, now: number): Tokens | null {
  const accessToken = toText(fields?.["access_token"]);
  if (!fields || accessToken === null) return null;
  const lapses = toSeconds(fields["refresh_token_expires_in"]);
  return {
    refreshToken: toText(fields["refresh_token"]) ?? oldRefreshToken ?? "",
    accessToken,
    accessExpiresAt: now + (toSeconds(fields["expires_in"]) ?? unstatedLifeSeconds) * 1_000,
    scopes:
      toText(fields["scope"])
        ?.split(" ")
        .filter((scope) => scope !== "") ?? asked,
    accessLapsesAt: lapses === null ? null : now + lapses * 1_000,
  };
}
