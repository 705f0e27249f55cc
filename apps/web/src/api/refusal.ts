import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";

/** What the API said no with: a stable code, and what its extensions carry (contract: "Errors"). */
export type Refusal = {
  code: string;
  field: string | null;
  reason: string | null;
  retryAfterSeconds: number | null;
  expected: string | null;
  actual: string | null;
  traceId: string | null;
};

type Extensions = Record<string, unknown>;

/** The request never got an answer of the API's own. */
export const unreachable = "NETWORK";

function toText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function fromExtensions(extensions: Extensions): Refusal {
  const retryAfter = extensions["retryAfterSeconds"];
  return {
    code: toText(extensions["code"]) ?? "INTERNAL_SERVER_ERROR",
    field: toText(extensions["field"]),
    reason: toText(extensions["reason"]),
    retryAfterSeconds: typeof retryAfter === "number" ? retryAfter : null,
    expected: toText(extensions["expected"]),
    actual: toText(extensions["actual"]),
    traceId: toText(extensions["traceId"]),
  };
}

/** A refusal with a status of its own (401, 429) still carries GraphQL errors in its body. */
function fromBody(error: ServerError): Refusal {
  try {
    const body: { errors?: { extensions?: Extensions }[] } = JSON.parse(error.bodyText);
    const extensions = body.errors?.[0]?.extensions;
    if (extensions !== undefined) return fromExtensions(extensions);
  } catch {
    // Not ours: a gateway's page, say. The status alone has to do.
  }
  return fromExtensions({ code: error.statusCode === 401 ? "UNAUTHENTICATED" : unreachable });
}

export function toRefusal(error: unknown): Refusal {
  if (CombinedGraphQLErrors.is(error)) return fromExtensions(error.errors[0]?.extensions ?? {});
  if (ServerError.is(error)) return fromBody(error);
  return fromExtensions({ code: unreachable });
}
