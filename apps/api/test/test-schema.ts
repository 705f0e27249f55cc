import { GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import type { RequestInfo } from "../src/platform/request-info.ts";
import type { Gate } from "./gate.ts";

export const secretMessage = "select password from account_credential failed at /srv/relink/src/secret.ts";

async function* count(): AsyncGenerator<{ readonly ticks: number }> {
  for (let ticks = 1; ; ticks += 1) {
    yield { ticks };
    if (ticks === 2) await new Promise(() => undefined);
  }
}

/** A few fields with which the transports can be tried; the real schema has its own tests. */
export function createTestSchema(gate: Gate): GraphQLSchema {
  const fail = (): never => {
    throw new Error(secretMessage);
  };
  const refuse = (): never => {
    throw new GraphQLError("Not you.", { extensions: { code: "FORBIDDEN" } });
  };
  return new GraphQLSchema({
    query: new GraphQLObjectType<unknown, RequestInfo>({
      name: "Query",
      fields: {
        me: { type: GraphQLString, resolve: (_root, _args, context) => (context.viewer?.kind === "member" ? context.viewer.email : null) },
        transport: { type: GraphQLString, resolve: (_root, _args, context) => context.transport },
        bug: { type: GraphQLString, resolve: fail },
        refused: { type: GraphQLString, resolve: refuse },
        slow: { type: GraphQLString, resolve: () => gate.enter().then(() => "done") },
      },
    }),
    subscription: new GraphQLObjectType<unknown, RequestInfo>({
      name: "Subscription",
      fields: {
        ticks: { type: GraphQLInt, subscribe: count },
        broken: { type: GraphQLInt, subscribe: fail },
      },
    }),
  });
}
