import { ApolloServer, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import { createCompiledQueries } from "./compiled-queries.ts";
import { createDocumentStore } from "./document-store.ts";
import type { ToPublicError } from "./graphql-errors.ts";
import type { Prepare } from "./request-info.ts";
import type { Logger } from "./logger.ts";

export interface ApolloOptions<Context extends object> {
  readonly schema: GraphQLSchema;
  readonly toPublicError: ToPublicError;
  readonly log: Logger;
  readonly prepare?: Prepare<Context> | undefined;
}

/** Apollo Server over HTTP; documents are parsed and validated once, often asked queries compiled, the default cacheControl plugin is off. */
export function createApollo<Context extends object>({
  schema,
  toPublicError,
  log,
  prepare,
}: ApolloOptions<Context>): ApolloServer<Context> {
  const documents = createDocumentStore();
  const answerCompiled = createCompiledQueries(schema);
  return new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    logger: log,
    formatError: (formatted, error) => toPublicError(formatted, error),
    documentStore: {
      get: async (key) => documents.get(key),
      set: async (key, document) => documents.set(key, document),
      delete: async () => false,
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      {
        requestDidStart: async () => ({
          didResolveOperation: async ({ contextValue, document }) => prepare?.(contextValue, document),
          async responseForOperation({ document, operation, request: { variables }, contextValue: context }) {
            const data = await answerCompiled({ document, operation, variables, context });
            return data && { http: { headers: new HeaderMap() }, body: { kind: "single", singleResult: { data } } };
          },
        }),
      },
    ],
  });
}
