import { AsyncLocalStorage } from "node:async_hooks";
import type { TokenReply } from "@relink/domain";
import { customFetch, type CustomFetch } from "openid-client";
import { parseObject, toRetryAfterMs, toTokenBody } from "./token-body.ts";

/** Time limit of one request to a provider's sign-in. */
export const requestTimeoutMs = 10_000;
// Discovery documents and key sets are the largest of them: some 20 KB.
const maxBytes = 256 * 1024;

class TooLarge extends Error {
  readonly code = "RESPONSE_TOO_LARGE";
}

/** Node's or the library's short code of a failed request: never its text, which may hold what was sent. */
export function failureCode(error: unknown): string {
  let coded: unknown = error;
  for (let depth = 0; depth < 5 && coded instanceof Error; depth += 1) {
    if (coded.name === "TimeoutError") return "ETIMEDOUT";
    if (coded.cause instanceof Error) coded = coded.cause;
    else return "code" in coded && typeof coded.code === "string" ? coded.code : coded.name;
  }
  return "NO_REPLY";
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    // Leaving the loop cancels the body.
    if (length > maxBytes) throw new TooLarge("The reply is larger than any honest one.");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** A token endpoint's answer: for the judges without its secrets, and as it came for who takes the tokens out. */
export interface HeardReply {
  readonly reply: TokenReply;
  /** The JSON object of a 2xx answer; null for every other. */
  readonly granted: Readonly<Record<string, unknown>> | null;
}

function noReply(error: unknown): HeardReply {
  return { reply: { kind: "noReply", code: failureCode(error) }, granted: null };
}

function toHeard(response: Response, text: string): HeardReply {
  const fields = parseObject(text);
  // An empty body says nothing; a page in its place is a proxy's, and no answer at all.
  const body = fields ? toTokenBody(fields) : text.trim() === "" ? {} : null;
  const retryAfterMs = toRetryAfterMs(response.headers.get("retry-after"), Date.parse(response.headers.get("date") ?? ""));
  const reply = { kind: "reply", status: response.status, body } as const;
  return { reply: retryAfterMs === null ? reply : { ...reply, retryAfterMs }, granted: response.ok ? fields : null };
}

async function fetchBounded(url: string, options: RequestInit): Promise<{ response: Response; heard: HeardReply }> {
  const signal = options.signal ?? AbortSignal.timeout(requestTimeoutMs);
  const response = await fetch(url, { ...options, signal, redirect: "manual" });
  const text = await readBounded(response);
  const bodiless = response.status === 204 || response.status === 205 || response.status === 304;
  return {
    response: new Response(bodiless ? null : text, { status: response.status, headers: response.headers }),
    heard: toHeard(response, text),
  };
}

/** Posts a form; `code` of a reply that never came as in `failureCode`. */
export async function postForm(url: string, fields: Readonly<Record<string, string>>): Promise<TokenReply> {
  try {
    return (await fetchBounded(url, { method: "POST", body: new URLSearchParams(fields) })).heard.reply;
  } catch (error) {
    return noReply(error).reply;
  }
}

/** A JSON object from a provider; null where none can be had. Follows no redirect. */
export async function fetchJson(url: string, signal?: AbortSignal): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    return (await fetchBounded(url, signal ? { signal } : {})).heard.granted;
  } catch {
    return null;
  }
}

const listening = new AsyncLocalStorage<{ heard: HeardReply | null }>();

/** The library's way out: bounded, and what a token endpoint says to a POST is kept as it came, for the judges. */
export const recordingFetch: { readonly [customFetch]: CustomFetch } = {
  [customFetch]: async (url, options) => {
    const store = options.method === "POST" ? listening.getStore() : undefined;
    try {
      const { response, heard } = await fetchBounded(url, options as RequestInit);
      if (store) store.heard = heard;
      return response;
    } catch (error) {
      if (store) store.heard = noReply(error);
      throw error;
    }
  },
};

export interface Heard<T> {
  /** What the token endpoint said; null where it was not asked. */
  readonly heard: HeardReply | null;
  readonly outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };
}

/** Runs one exchange of the library, and keeps the endpoint's own answer beside what the library made of it. */
export function hear<T>(exchange: () => Promise<T>): Promise<Heard<T>> {
  const store: { heard: HeardReply | null } = { heard: null };
  return listening.run(store, async (): Promise<Heard<T>> => {
    try {
      const value = await exchange();
      return { heard: store.heard, outcome: { ok: true, value } };
    } catch (error) {
      return { heard: store.heard, outcome: { ok: false, code: failureCode(error) } };
    } finally {
      // The timer of the request's limit keeps this context, and with it the tokens, until it runs out.
      store.heard = null;
    }
  });
}
