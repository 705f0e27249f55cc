/** What Google may tell of an account or a token (developers.google.com/identity/protocols/risc, "Supported event types"). */
export type RiscEventType =
  | "tokens-revoked"
  | "token-revoked"
  | "sessions-revoked"
  | "account-disabled"
  | "account-enabled"
  | "account-credential-change-required";

/** Whom or what an event is about. */
export type RiscSubject =
  | { readonly kind: "account"; readonly issuer: string; readonly sub: string }
  /** `prefix`: the first 16 characters of a refresh token; `digest`: base64(SHA-512(SHA-512(token))). */
  | { readonly kind: "token"; readonly naming: "prefix" | "digest"; readonly value: string };

export interface RiscEvent {
  readonly type: RiscEventType;
  readonly subject: RiscSubject;
}

const prefix = "https://schemas.openid.net/secevent/";
const types: Readonly<Record<string, RiscEventType>> = {
  "oauth/event-type/tokens-revoked": "tokens-revoked",
  "oauth/event-type/token-revoked": "token-revoked",
  "risc/event-type/sessions-revoked": "sessions-revoked",
  "risc/event-type/account-disabled": "account-disabled",
  "risc/event-type/account-enabled": "account-enabled",
  "risc/event-type/account-credential-change-required": "account-credential-change-required",
};
const namings: Readonly<Record<string, "prefix" | "digest">> = { prefix: "prefix", hash_base64_sha512_sha512: "digest" };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown, most = 512): string | null {
  return typeof value === "string" && value !== "" && value.length <= most ? value : null;
}

function parseSubject(subject: unknown): RiscSubject | null {
  if (!isObject(subject)) return null;
  // Google writes iss-sub and id_token_claims; RFC 9493 iss_sub.
  switch (String(subject["subject_type"] ?? subject["format"]).replace("_sub", "-sub")) {
    case "iss-sub":
    case "id_token_claims": {
      const [issuer, sub] = [textOf(subject["iss"]), textOf(subject["sub"])];
      return issuer && sub ? { kind: "account", issuer, sub } : null;
    }
    case "oauth_token": {
      const naming = namings[String(subject["token_identifier_alg"])];
      const value = textOf(subject["token"] ?? subject["token_identifier"]);
      return subject["token_type"] === "refresh_token" && naming && value ? { kind: "token", naming, value } : null;
    }
    default:
      return null;
  }
}

/**
 * The events of a SET's `events` claim that are known here; others, and subjects that say nothing to us, are left out.
 * Null: it is no such claim, so the token is no SET.
 */
export function parseRiscEvents(events: unknown): readonly RiscEvent[] | null {
  if (!isObject(events)) return null;
  return Object.entries(events).flatMap(([name, body]): readonly RiscEvent[] => {
    const type = name.startsWith(prefix) ? types[name.slice(prefix.length)] : undefined;
    const subject = type && isObject(body) ? parseSubject(body["subject"]) : null;
    return type && subject ? [{ type, subject }] : [];
  });
}

/** The `state` of a test that whoever registered the receiver asked for (stream:verify); null where it is no such token. */
export function parseRiscVerification(events: unknown): string | null {
  const body = isObject(events) ? events[`${prefix}risc/event-type/verification`] : undefined;
  return isObject(body) ? (textOf(body["state"]) ?? "") : null;
}
