import { type ExecutionResult, type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import type { ToPublicError } from "./graphql-errors.ts";

type AnyError = GraphQLError | GraphQLFormattedError;

/** An error as it goes out. */
export function toPublic(error: AnyError, toPublicError: ToPublicError): GraphQLFormattedError {
  return toPublicError(error instanceof GraphQLError ? error.toJSON() : error, error);
}

/** What was thrown, as GraphQL tells of it. */
export function toGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

interface AnyResult {
  readonly data?: ExecutionResult["data"] | undefined;
  readonly extensions?: ExecutionResult["extensions"] | undefined;
  readonly errors?: readonly AnyError[] | undefined;
}

/** A result as it goes out, with the errors that may be shown. */
export function toPublicResult({ data, extensions, errors }: AnyResult, toPublicError: ToPublicError): FormattedExecutionResult {
  return {
    ...(data === undefined ? {} : { data }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(errors ? { errors: errors.map((error) => toPublic(error, toPublicError)) } : {}),
  };
}
