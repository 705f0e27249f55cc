/** What the API says of a refusal beside its code; which keys, docs/api/README.md lists for each code. */
export type ErrorExtensions = Readonly<Record<string, unknown>>;

/** One error of a GraphQL response, as it is sent. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: ErrorExtensions;
}

interface ErrorDetails {
  readonly code: string;
  readonly extensions?: ErrorExtensions;
  readonly errors?: readonly ResponseError[];
  readonly data?: unknown;
  readonly cause?: unknown;
}

/**
 * A refusal of the API, or no answer of it at all.
 *
 * `code` is stable: the contract's (`UNAUTHENTICATED`, `CONFLICT`, `CURSOR_EXPIRED`, …), or `NETWORK` where no GraphQL answer came.
 * Expect codes that you don't know. `message` is a sentence for a person.
 */
export class RelinkError extends Error {
  override readonly name = "RelinkError";
  readonly code: string;
  /** Of the first error, with `code`. */
  readonly extensions: ErrorExtensions;
  /** All errors of the response; empty where there was none. */
  readonly errors: readonly ResponseError[];
  /** What the response carried beside the errors: a refused field is null, its neighbours are there. */
  readonly data: unknown;

  constructor(message: string, { code, extensions = {}, errors = [], data = null, cause }: ErrorDetails) {
    super(message, { cause });
    this.code = code;
    this.extensions = extensions;
    this.errors = errors;
    this.data = data;
  }
}

/**
 * The log no longer reaches back to your cursor (it keeps 400 days): what lay between is gone. Read the lists anew, then follow from
 * their `logHead`; or follow from `oldest`, knowing that there is a hole before it.
 */
export class CursorExpiredError extends RelinkError {
  /** Where the log begins now: pass it as `after`. Null where the API named none. */
  readonly oldest: string | null;

  constructor(message: string, details: ErrorDetails) {
    super(message, details);
    const oldest = details.extensions?.["oldest"];
    this.oldest = typeof oldest === "string" ? oldest : null;
  }
}

/** The error of a response with errors. */
export function toRelinkError(errors: readonly ResponseError[], data: unknown = null): RelinkError {
  const [first] = errors;
  const extensions = first?.extensions ?? {};
  const code = typeof extensions["code"] === "string" ? extensions["code"] : "INTERNAL_SERVER_ERROR";
  const message = first?.message ?? "The API answered an error without words.";
  const details = { code, extensions, errors, data };
  return code === "CURSOR_EXPIRED" ? new CursorExpiredError(message, details) : new RelinkError(message, details);
}

/** No GraphQL answer: the network, a proxy, a server that is going down. */
export function toNetworkError(message: string, cause: unknown): RelinkError {
  return new RelinkError(message, { code: "NETWORK", cause });
}

const mayPass = new Set(["NETWORK", "INTERNAL_SERVER_ERROR", "RATE_LIMITED", "PROVIDER_UNAVAILABLE"]);

/** Whether the same thing, asked again later, may succeed without anybody doing anything. */
export function isPassing(error: unknown): boolean {
  return error instanceof RelinkError && mayPass.has(error.code);
}
