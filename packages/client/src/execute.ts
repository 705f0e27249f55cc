import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { Access } from "./access.ts";
import { RelinkError, type ResponseError, toNetworkError, toRelinkError } from "./relink-error.ts";

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly ResponseError[];
}

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && ("data" in value || "errors" in value);
}

async function readBody(response: Response): Promise<Body> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (isBody(body)) return body;
  } catch {
    // A proxy's page, say; told below by its status.
  }
  throw new RelinkError(`The API did not answer in GraphQL (HTTP ${response.status}).`, {
    code: "NETWORK",
    extensions: { status: response.status },
  });
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal;
  /** After so long without a whole answer it is `NETWORK`, in ms. Default 60,000: some mutations wait for a mail server. */
  readonly timeoutMs?: number;
}

export type Execute = <Result, Variables extends object>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
  options?: ExecuteOptions,
) => Promise<Result>;

/** Sends queries and mutations over HTTP, as GraphQL over HTTP says. */
export function createExecute({ url, headers, fetch, credentials }: Access): Execute {
  return async function execute<Result, Variables extends object>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
    { signal, timeoutMs = 60_000 }: ExecuteOptions = {},
  ): Promise<Result> {
    const body = JSON.stringify({ query: print(document), variables });
    const request = {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body,
      credentials,
    };
    const limit = AbortSignal.timeout(timeoutMs);
    let answer: Body;
    try {
      answer = await readBody(await fetch(url, { ...request, signal: signal ? AbortSignal.any([signal, limit]) : limit }));
    } catch (error) {
      if (signal?.aborted || error instanceof RelinkError) throw error;
      throw toNetworkError(limit.aborted ? `The API did not answer in ${timeoutMs} ms.` : "The API could not be reached.", error);
    }
    const { data, errors = [] } = answer;
    if (errors.length > 0) throw toRelinkError(errors, data);
    return data as Result;
  };
}
