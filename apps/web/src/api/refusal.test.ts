import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import { beforeAll, describe, expect, it } from "vitest";
import { i18n, speak } from "../i18n/language.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import type { Translate } from "../i18n/translate.ts";
import { toRefusal } from "./refusal.ts";

const t: Translate = (id, values) => i18n._(id, values);

function refuse(extensions: Record<string, unknown>): unknown {
  return new CombinedGraphQLErrors({ data: null, errors: [{ message: "no", extensions }] });
}

/** Every code of the contract that a person can meet. */
const codes = [
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
];

beforeAll(() => speak("en"));

describe("a refusal", () => {
  it("has a sentence of its own for each code", () => {
    const sentences = codes.map((code) => refusalSentence(t, toRefusal(refuse({ code }))));
    expect(new Set(sentences).size).toBe(codes.length);
  });

  it("names both addresses where the wrong account signed in", () => {
    const refusal = toRefusal(refuse({ code: "ADDRESS_MISMATCH", expected: "a@x.test", actual: "b@x.test" }));
    expect(refusalSentence(t, refusal)).toContain("a@x.test");
    expect(refusalSentence(t, refusal)).toContain("b@x.test");
  });

  it("says how long to wait", () => {
    expect(refusalSentence(t, toRefusal(refuse({ code: "RATE_LIMITED", retryAfterSeconds: 40 })))).toContain("40 seconds");
  });

  it("stands beside the field that it is about", () => {
    expect(refusedField(toRefusal(refuse({ code: "BAD_USER_INPUT", field: "input.imap.host" })))).toBe("imap.host");
    expect(refusedField(toRefusal(refuse({ code: "ADDRESS_IN_USE" })))).toBe("address");
    expect(refusedField(toRefusal(refuse({ code: "PROVIDER_REFUSED", reason: "BAD_CREDENTIALS" })))).toBe("password");
    expect(refusedField(toRefusal(refuse({ code: "CONFLICT" })))).toBeNull();
  });

  it("is read from an answer with a status of its own", () => {
    const bodyText = JSON.stringify({ errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] });
    expect(toRefusal(new ServerError("401", { response: new Response(null, { status: 401 }), bodyText })).code).toBe("UNAUTHENTICATED");
  });

  it("of the network itself is told as such", () => {
    expect(toRefusal(new TypeError("Failed to fetch")).code).toBe("NETWORK");
    const gateway = new ServerError("502", { response: new Response(null, { status: 502 }), bodyText: "<html>" });
    expect(toRefusal(gateway).code).toBe("NETWORK");
  });
});
