import { GraphQLError } from "graphql";

/** The contract's stable codes; each says what its `extensions` carry. */
export const apiErrorCodes = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "BAD_USER_INPUT",
  "TRANSITION_NOT_ALLOWED",
  "CONFLICT",
  "ADDRESS_MISMATCH",
  "ADDRESS_IN_USE",
  "PROVIDER_REFUSED",
  "PROVIDER_UNAVAILABLE",
  "RATE_LIMITED",
  "CURSOR_EXPIRED",
  "IDEMPOTENCY_KEY_REUSED",
  "LINK_SPENT",
  "LAST_SUPER_ADMIN",
  "QUERY_TOO_COMPLEX",
  "INTERNAL_SERVER_ERROR",
] as const;
export type ApiErrorCode = (typeof apiErrorCodes)[number];

/** A refusal that a client can act on. The message is a sentence for a person; it never shows a stack, SQL, a secret, a path or an internal address. */
export function apiError(code: ApiErrorCode, message: string, extensions: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}
