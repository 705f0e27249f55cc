import type { Refusal } from "./refusal.ts";

/** A reply of the token endpoint as Google words it (providers.md 1.4). Pure, so that each body has its test. */
export function toGoogleReply(refusal: Refusal): { status: number; body: Record<string, unknown> } {
  switch (refusal.why) {
    case "ended":
    case "lapsed":
    case "suspended":
      return invalidGrant("Token has been expired or revoked.");
    case "deleted":
      return invalidGrant("Account has been deleted");
    case "mfa":
      return {
        status: 400,
        body: {
          error: "invalid_grant",
          error_description: "reauth related error (invalid_rapt)",
          error_subtype: "invalid_rapt",
        },
      };
    case "policy":
      return {
        status: 400,
        body: {
          error: "admin_policy_enforced",
          error_description: "Access to this service is restricted by your administrator.",
        },
      };
    case "code":
      return invalidGrant("Malformed auth code.");
    case "unknown-token":
      return invalidGrant("Bad Request");
    case "client":
      return { status: 401, body: { error: "invalid_client", error_description: "Unauthorized" } };
    case "other":
      return { status: refusal.status, body: { error: refusal.error, error_description: refusal.description } };
  }
}

function invalidGrant(description: string) {
  return { status: 400, body: { error: "invalid_grant", error_description: description } };
}
