import type { IncomingHttpHeaders } from "node:http";
import type { FastifyRequest } from "fastify";
import { type DocumentNode, getOperationAST, parse } from "graphql";
import { apiError } from "./api-error.ts";
import { cursorVariables } from "./cursor-variables.ts";

/** What a request to /graphql/stream asks for. */
export interface StreamRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly operationName: string | null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseVariables(text: unknown): unknown {
  if (typeof text !== "string" || text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    throw apiError("BAD_USER_INPUT", "variables is not JSON.", { field: "variables" });
  }
}

/** Where the last answer stood that this client has, as a browser's EventSource says when it comes back. */
function lastEventId(headers: IncomingHttpHeaders): string | null {
  const id = headers["last-event-id"];
  return typeof id === "string" && id !== "" ? id : null;
}

function tryParse(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

/** The cursor takes the place of the variable that says from where to go on. */
function resume(request: StreamRequest, cursor: string): StreamRequest {
  const document = tryParse(request.query);
  if (document === null) return request;
  const [variable] = cursorVariables(document);
  if (variable === undefined) {
    throw apiError("BAD_USER_INPUT", "To go on from Last-Event-ID the subscription must take `after` from a variable.", { field: "query" });
  }
  return { ...request, variables: { ...request.variables, [variable]: cursor } };
}

/** Throws BAD_USER_INPUT for what is no request, and for a mutation by GET, which a link could make somebody send. */
export function parseStreamRequest({ method, query: search, body, headers }: FastifyRequest): StreamRequest {
  const given: Record<string, unknown> = method === "GET" && isRecord(search) ? { ...search } : isRecord(body) ? body : {};
  const { query, operationName = null } = given;
  const variables = (method === "GET" ? parseVariables(given["variables"]) : given["variables"]) ?? null;
  if (typeof query !== "string" || query === "") throw apiError("BAD_USER_INPUT", "query is missing.", { field: "query" });
  if (variables !== null && !isRecord(variables)) throw apiError("BAD_USER_INPUT", "variables must be an object.", { field: "variables" });
  if (operationName !== null && typeof operationName !== "string")
    throw apiError("BAD_USER_INPUT", "operationName must be a text.", { field: "operationName" });
  const request: StreamRequest = { query, variables, operationName };
  if (method === "GET") {
    const document = tryParse(query);
    if (document && getOperationAST(document, operationName)?.operation === "mutation")
      throw apiError("BAD_USER_INPUT", "A mutation must be sent by POST.", { field: "query" });
  }
  const cursor = lastEventId(headers);
  return cursor === null ? request : resume(request, cursor);
}
