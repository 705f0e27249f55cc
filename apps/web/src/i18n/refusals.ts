import type { MessageId } from "@lingui/core";
import type { Refusal } from "../api/refusal.ts";
import type { Translate } from "./translate.ts";
import { reasonSentence } from "./words.ts";

/** Codes that need nothing but their sentence. */
const plain: Record<string, MessageId> = {
  NETWORK: "error.NETWORK",
  UNAUTHENTICATED: "error.UNAUTHENTICATED",
  FORBIDDEN: "error.FORBIDDEN",
  NOT_FOUND: "error.NOT_FOUND",
  TRANSITION_NOT_ALLOWED: "error.TRANSITION_NOT_ALLOWED",
  CONFLICT: "error.CONFLICT",
  ADDRESS_IN_USE: "error.ADDRESS_IN_USE",
  IDEMPOTENCY_KEY_REUSED: "error.IDEMPOTENCY_KEY_REUSED",
  LINK_SPENT: "error.LINK_SPENT",
  LAST_SUPER_ADMIN: "error.LAST_SUPER_ADMIN",
  CURSOR_EXPIRED: "error.CURSOR_EXPIRED",
  QUERY_TOO_COMPLEX: "error.QUERY_TOO_COMPLEX",
};

const fields: Record<string, MessageId> = {
  address: "error.field.address",
  username: "error.field.username",
  password: "error.field.password",
  "imap.host": "error.field.host",
  "imap.port": "error.field.port",
  "smtp.host": "error.field.host",
  "smtp.port": "error.field.port",
  name: "error.field.name",
  scopes: "error.field.scopes",
  expiresAt: "error.field.expiresAt",
  apiKeys: "error.field.apiKeys",
  url: "hooks.wrong.url",
  types: "hooks.types.none",
  id: "hooks.enableFirst",
  to: "hooks.wrong.range",
  domain: "error.field.domain",
};

function wait(t: Translate, later: MessageId, timed: MessageId, seconds: number | null): string {
  return seconds === null ? t(later) : t(timed, { seconds });
}

/** What the API refused, as a sentence that a person can act on. */
export function refusalSentence(t: Translate, refusal: Refusal): string {
  switch (refusal.code) {
    case "BAD_USER_INPUT":
      return t(fields[toFieldPath(refusal.field)] ?? "error.BAD_USER_INPUT");
    case "ADDRESS_MISMATCH":
      return t("error.ADDRESS_MISMATCH", { expected: refusal.expected ?? "", actual: refusal.actual ?? "" });
    case "PROVIDER_REFUSED":
      return reasonSentence(t, refusal.reason ?? "");
    case "PROVIDER_UNAVAILABLE":
      return wait(t, "error.PROVIDER_UNAVAILABLE", "error.PROVIDER_UNAVAILABLE.in", refusal.retryAfterSeconds);
    case "RATE_LIMITED":
      return wait(t, "error.RATE_LIMITED", "error.RATE_LIMITED.in", refusal.retryAfterSeconds);
    default: {
      const id = plain[refusal.code];
      if (id !== undefined) return t(id);
      return refusal.traceId === null ? t("error.other") : t("error.other.trace", { trace: refusal.traceId });
    }
  }
}

/** "input.imap.host" and "imap.host" name the same field of the form; a whole server is shown beside its name. */
export function toFieldPath(field: string | null): string {
  const path = (field ?? "").replace(/^input\./, "");
  return path === "imap" || path === "smtp" ? `${path}.host` : path;
}

const reasonFields: Record<string, string> = {
  BAD_CREDENTIALS: "password",
  PASSWORD_CHANGED: "password",
  MAILBOX_NOT_FOUND: "address",
  TLS_INVALID: "imap.host",
  UNREACHABLE: "imap.host",
};

/** The field of the form beside which a refusal belongs; null where it is about the whole. */
export function refusedField(refusal: Refusal): string | null {
  if (refusal.field !== null) return toFieldPath(refusal.field);
  if (refusal.code === "ADDRESS_IN_USE") return "address";
  if (refusal.code === "PROVIDER_REFUSED") return reasonFields[refusal.reason ?? ""] ?? null;
  return null;
}
