import { randomUUID } from "node:crypto";
import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "./logger.ts";

export type ToPublicError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

const internal = "INTERNAL_SERVER_ERROR";

function withoutStack(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, extensions };
}

const invalidValue = /^Variable "\$(\w+)" got invalid value /;

/** The library's message repeats the whole variable, and with it a password: only where it is wrong and why is told. */
function withoutValue(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const variable = invalidValue.exec(formatted.message)?.[1];
  if (variable === undefined) return formatted;
  const why = error instanceof GraphQLError ? (error.originalError?.message ?? "") : "";
  const head = why !== "" && formatted.message.endsWith(`; ${why}`) ? formatted.message.slice(0, -why.length - 2) : "";
  const at = / at "([\w.[\]]+)"$/.exec(head)?.[1] ?? variable;
  // "Int cannot represent non-integer value: …" says the value once more.
  const told = why.replace(/(cannot represent [^:]*): .*$/su, "$1.");
  return { ...formatted, message: told === "" ? `The variable ${variable} is not of its type.` : `${at}: ${told}` };
}

/**
 * A refusal goes out as it is. Anything else is a bug: it is logged under a trace id, and the client is told that id and
 * nothing more.
 */
export function createToPublicError(log: Logger): ToPublicError {
  return (formatted, error) => {
    const code = formatted.extensions?.["code"];
    if (typeof code === "string" && code !== internal) return withoutStack(withoutValue(formatted, error));
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
