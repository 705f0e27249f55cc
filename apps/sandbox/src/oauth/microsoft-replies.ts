import type { Refusal } from "./refusal.ts";

type Fault = { readonly error: string; readonly code: number; readonly text: string; readonly suberror?: string; readonly claims?: string };

/** What Conditional Access wants the next sign-in to carry: the id of the policy that demands a second factor. */
export const multiFactorClaims = JSON.stringify({
  access_token: { capolids: { essential: true, values: ["c4d1ff2a-0d4c-4e0a-9b0c-6b5a2f6f1c11"] } },
});

/** Who and when, for the parts of the body that name the request. */
export type Trace = { readonly now: Date; readonly traceId: string; readonly correlationId: string };

/** A reply of the token endpoint as Microsoft words it (providers.md 2.6). Pure, so that each body has its test. */
export function toMicrosoftReply(refusal: Refusal, trace: Trace): { status: number; body: Record<string, unknown> } {
  const fault = toFault(refusal);
  const status = refusal.why === "client" ? 401 : 400;
  const timestamp = `${trace.now.toISOString().slice(0, 19).replace("T", " ")}Z`;
  const ids = `Trace ID: ${trace.traceId} Correlation ID: ${trace.correlationId} Timestamp: ${timestamp}`;
  return {
    status,
    body: {
      error: fault.error,
      error_description: `AADSTS${fault.code}: ${fault.text} ${ids}`,
      error_codes: [fault.code],
      timestamp,
      trace_id: trace.traceId,
      correlation_id: trace.correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${fault.code}`,
      ...(fault.suberror ? { suberror: fault.suberror } : {}),
      ...(fault.claims ? { claims: fault.claims } : {}),
    },
  };
}

function toFault(refusal: Refusal): Fault {
  switch (refusal.why) {
    case "ended":
      return toEndedFault(refusal);
    case "lapsed":
      return grantFault(700082, "The refresh token has expired due to inactivity.", "token_expired");
    case "suspended":
      return grantFault(50057, "The user account is disabled.");
    case "deleted":
      return grantFault(50034, "The user account does not exist in the directory.");
    case "mfa":
      return {
        ...grantFault(50076, "You must use multi-factor authentication to access this resource.", "basic_action"),
        claims: multiFactorClaims,
      };
    case "policy":
      return grantFault(53003, "Access has been blocked by Conditional Access policies.", "message_only");
    case "code":
      return grantFault(70000, "The provided value for the 'code' parameter is not valid.");
    case "unknown-token":
      return grantFault(70000, "The provided value for the input parameter 'refresh_token' is not valid.");
    case "client":
      return { error: "invalid_client", code: 7000215, text: "Invalid client secret provided." };
    case "other":
      return {
        error: refusal.error,
        code: refusal.error === "invalid_scope" ? 70011 : 900144,
        text: refusal.description,
      };
  }
}

function toEndedFault({ how, personal }: Extract<Refusal, { why: "ended" }>): Fault {
  if (how === "administrator") return grantFault(50173, "The provided grant has expired due to it being revoked.", "bad_token");
  if (personal)
    return grantFault(
      70000,
      "The user could not be authenticated or the grant is expired. The user must first sign in and if needed grant the client application access to the requested scope.",
    );
  return grantFault(
    65001,
    "The user or administrator has not consented to use the application with ID. Send an interactive authorization request for this user and resource.",
    "consent_required",
  );
}

function grantFault(code: number, text: string, suberror?: string): Fault {
  return { error: "invalid_grant", code, text, ...(suberror ? { suberror } : {}) };
}
