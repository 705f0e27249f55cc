import { randomUUID } from "node:crypto";
import { unwrapResolverError } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
import type { Logger } from "./logger.ts";

export type ToPublicError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

const internal = "INTERNAL_SERVER_ERROR";

function withoutStack(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, extensions };
}

/**
 * A refusal goes out as it is. Anything else is a bug: it is logged under a trace id, and the client is told that id and
 * nothing more.
 */
export function createToPublicError(log: Logger): ToPublicError {
  return (formatted, error) => {
    const code = formatted.extensions?.["code"];
    if (typeof code === "string" && code !== internal) return withoutStack(formatted);
    const traceId = randomUUID();
    log.error({ err: unwrapResolverError(error), traceId, path: formatted.path }, "A resolver failed");
    return {
      message: `Something went wrong on our side; tell support ${traceId} if it goes on.`,
      ...(formatted.path ? { path: formatted.path } : {}),
      ...(formatted.locations ? { locations: formatted.locations } : {}),
      extensions: { code: internal, traceId },
    };
  };
}
