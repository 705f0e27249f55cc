import type { GraphQLError } from "graphql";
import { apiError, type ApiErrorCode } from "./api-error.ts";

/** A use-case said no: the contract's code, a sentence that a person can act on, and what the code carries. */
export interface ApiRefusal {
  readonly code: ApiErrorCode;
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export type Refused = { readonly ok: false; readonly refusal: ApiRefusal };
export type Outcome<Value> = { readonly ok: true; readonly value: Value } | Refused;

export function refused(code: ApiErrorCode, message: string, extensions: Readonly<Record<string, unknown>> = {}): Refused {
  return { ok: false, refusal: { code, message, extensions } };
}

export function done<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** A resolver's last word: the value, or the refusal as a GraphQL error. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw toError(outcome.refusal);
}

function toError({ code, message, extensions }: ApiRefusal): GraphQLError {
  return apiError(code, message, extensions);
}
