import type { AccountKind } from "../grant/grant.ts";
import type { DisconnectReason } from "../inbox/reasons.ts";
import { judgeTransport, passing, refused, toProviderCode, type TokenBody, type TokenReply, type Verdict } from "./verdict.ts";

/** AADSTS numbers by what they say (providers.md 2.6; learn.microsoft.com/entra/identity-platform/reference-error-codes). */
const numbersByReason = {
  ACCESS_REVOKED: [50173, 70000],
  SESSION_EXPIRED: [70008, 700082, 700084, 70043, 50089, 50085, 50139, 700020],
  // 50132 and 50133: the session ended by a changed or lapsed password; 50055 and 50144: it has lapsed.
  PASSWORD_CHANGED: [50132, 50133, 50055, 50144],
  MFA_REQUIRED: [50076, 50079, 50072, 50074, 50158, 50078],
  CONSENT_REQUIRED: [65001, 65004, 90094, 90095, 90008],
  ACCOUNT_DISABLED: [50057],
  MAILBOX_NOT_FOUND: [50034, 51004, 16000, 50020],
  POLICY_BLOCKED: [
    50105, 53000, 53001, 53002, 53003, 53004, 53011, 530032, 530034, 530035, 50131, 50097, 50155, 530003, 500021, 500022, 500212, 500213,
  ],
} as const satisfies Partial<Record<DisconnectReason, readonly number[]>>;

const reasonByNumber: ReadonlyMap<number, DisconnectReason> = new Map(
  Object.entries(numbersByReason).flatMap(([reason, numbers]) => numbers.map((number) => [number, reason as DisconnectReason] as const)),
);

/** Our application or our request. The first four may be one tenant's doing, which a single reply can't tell: nobody is disconnected by guess. */
const oursNumbers: ReadonlySet<number> = new Set([
  7000112, 70001, 700016, 700011, 7000215, 7000222, 70002, 7000218, 700025, 700027, 50011, 70004, 50194, 9002332, 70011, 28002, 28003,
  900144, 9002313, 501481, 54005,
]);
const oursErrors: ReadonlySet<string> = new Set([
  "invalid_client",
  "unauthorized_client",
  "invalid_request",
  "invalid_scope",
  "unsupported_grant_type",
  "unsupported_response_type",
]);

/** 50053 is here: too many tries or a suspicious address, both of which pass. */
const passingNumbers: ReadonlySet<number> = new Set([50033, 50087, 90006, 90012, 90024, 90033, 90090, 40010, 70012, 90055, 50196, 50053]);

/** Errors and suberrors that say "a person must sign in" (MSAL's own lists); the number, where known, says it better. */
const reasonByError: ReadonlyMap<string, DisconnectReason> = new Map([
  ["interaction_required", "SESSION_EXPIRED"],
  ["consent_required", "CONSENT_REQUIRED"],
  ["login_required", "SESSION_EXPIRED"],
  ["bad_token", "ACCESS_REVOKED"],
  ["ui_not_allowed", "SESSION_EXPIRED"],
  ["interrupted_user", "SESSION_EXPIRED"],
]);
const reasonBySuberror: ReadonlyMap<string, DisconnectReason> = new Map([
  ...reasonByError,
  // "Can't be resolved at this time": a sign-in would only show the organisation's message.
  ["message_only", "POLICY_BLOCKED"],
  ["additional_action", "SESSION_EXPIRED"],
  ["basic_action", "SESSION_EXPIRED"],
  ["user_password_expired", "PASSWORD_CHANGED"],
  ["token_expired", "SESSION_EXPIRED"],
  ["device_authentication_failed", "POLICY_BLOCKED"],
  ["protection_policy_required", "POLICY_BLOCKED"],
]);

/**
 * Judges what Microsoft's token endpoint answered to a refresh: by `error` and `suberror`; numbers choose the wording, and tell
 * apart what `invalid_grant` lumps together. A number that is not known makes `invalid_grant` a passing failure.
 */
export function judgeMicrosoftToken(reply: TokenReply): Verdict {
  const transport = judgeTransport(reply);
  if (transport || reply.kind === "noReply") return transport ?? passing(null);
  const body = reply.body ?? {};
  const error = body.error ?? "unknown";
  const numbers = numbersOf(body);
  const code = codeOf(body, numbers, error);
  if (oursErrors.has(error) || numbers.some((number) => oursNumbers.has(number))) return { verdict: "ours", code };
  if (numbers.some((number) => passingNumbers.has(number))) return passing(code, reply.retryAfterMs);
  const reason = reasonOf(body, error, numbers);
  return reason ? refused(reason, code) : passing(code, reply.retryAfterMs);
}

function reasonOf(body: TokenBody, error: string, numbers: readonly number[]): DisconnectReason | null {
  const bySuberror = reasonBySuberror.get(body.suberror ?? "");
  const byError = reasonByError.get(error);
  if (error !== "invalid_grant" && !byError && !bySuberror) return null;
  const known = numbers.find((number) => reasonByNumber.has(number));
  const byNumber = known === undefined ? undefined : reasonByNumber.get(known);
  return byNumber ?? bySuberror ?? byError ?? (numbers.length === 0 ? "ACCESS_REVOKED" : null);
}

/** `error_codes`; where a reply has none, the number that its description begins with (it chooses only the wording). */
function numbersOf(body: TokenBody): readonly number[] {
  if (body.error_codes && body.error_codes.length > 0) return body.error_codes;
  const named = /\bAADSTS(\d{4,8})\b/.exec(body.error_description ?? "");
  return named?.[1] ? [Number(named[1])] : [];
}

function codeOf(body: TokenBody, numbers: readonly number[], error: string): string {
  const telling =
    numbers.find((number) => oursNumbers.has(number) || passingNumbers.has(number) || reasonByNumber.has(number)) ?? numbers[0];
  if (telling !== undefined) return `AADSTS${telling}`;
  return toProviderCode(error === "unknown" && body.suberror ? body.suberror : error);
}

/**
 * Whether a refresh was refused because consent is gone: 65001, or for personal accounts 70000. Every other refusal, a policy
 * or a password, proves nothing.
 */
export function provesMicrosoftEnd(reply: TokenReply, accountKind: AccountKind): boolean {
  if (judgeMicrosoftToken(reply).verdict !== "refused" || reply.kind === "noReply" || reply.body === null) return false;
  const numbers = numbersOf(reply.body);
  return numbers.includes(65001) || (accountKind === "MICROSOFT_PERSONAL" && numbers.includes(70000));
}
