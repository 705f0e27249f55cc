import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLFormattedError } from "graphql";

type Answer = FastifyReply | string;

/** GraphQL over HTTP at /graphql: by POST, and by GET for who can't be a foreign page. */
export function registerGraphqlRoute<Context extends object>(
  app: FastifyInstance,
  apollo: ApolloServer<Context>,
  contextOf: (request: FastifyRequest) => Promise<Context>,
): void {
  app.route({
    url: "/graphql",
    method: ["GET", "POST"],
    async handler(request, reply) {
      const operation = toOperation(request);
      if (operation === null) return answerByProtocol(apollo, request, reply, () => contextOf(request));
      let contextValue: Context;
      try {
        contextValue = await contextOf(request);
      } catch (error) {
        // The library words it as any other bug.
        return answerByProtocol(apollo, request, reply, () => Promise.reject(error));
      }
      const { body, http } = await apollo.executeOperation(operation, { contextValue });
      if (body.kind !== "single") throw new Error("An answer in parts has no place here.");
      const { errors, data, extensions } = body.singleResult;
      setHead(reply, http);
      reply.header("content-type", jsonType);
      return print({ errors, data, extensions });
    },
  });
}

const jsonType = "application/json; charset=utf-8";

interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/**
 * What nearly every client sends, so plain that nothing of the protocol is left to ask: negotiating types and guarding
 * against foreign pages' forms costs more than a small operation. Null: anything else. A page of another site can't send
 * this content type without asking first (CORS), so what Apollo's guard against forgery looks for is given.
 */
function toOperation({ method, headers, body }: FastifyRequest): Operation | null {
  if (method !== "POST" || headers["content-type"] !== "application/json") return null;
  const { accept = "*/*" } = headers;
  if (accept !== "*/*" && accept !== "application/json") return null;
  if (typeof body !== "object" || body === null) return null;
  const { query, variables, operationName, ...rest } = body as Record<string, unknown>;
  if (typeof query !== "string" || query === "" || Object.keys(rest).length > 0) return null;
  if (operationName !== undefined && typeof operationName !== "string") return null;
  if (variables !== undefined && (typeof variables !== "object" || variables === null || Array.isArray(variables))) return null;
  return {
    query,
    ...(variables ? { variables: variables as Record<string, unknown> } : {}),
    ...(operationName === undefined ? {} : { operationName }),
  };
}

/** The whole of GraphQL over HTTP, as Apollo Server speaks it. */
async function answerByProtocol<Context extends object>(
  apollo: ApolloServer<Context>,
  request: FastifyRequest,
  reply: FastifyReply,
  context: () => Promise<Context>,
): Promise<Answer> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const mark = request.url.indexOf("?");
  const search = mark < 0 ? "" : request.url.slice(mark);
  const { body, ...head } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { body: request.body, method: request.method, headers, search },
    context,
  });
  if (body.kind !== "complete") throw new Error("An answer in parts has no place here.");
  setHead(reply, head);
  return body.string;
}

function setHead(reply: FastifyReply, { status, headers }: Pick<HTTPGraphQLResponse, "status" | "headers">): void {
  reply.code(status ?? 200);
  for (const [name, value] of headers) reply.header(name, value);
}

interface Printed {
  readonly errors: readonly GraphQLFormattedError[] | undefined;
  readonly data: unknown;
  readonly extensions: unknown;
}

/** As Apollo Server prints it: errors first. */
function print(answer: Printed): string {
  return `${JSON.stringify(answer)}\n`;
}
