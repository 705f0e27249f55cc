import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  OperationTypeNode,
  type OperationDefinitionNode,
  visit,
} from "graphql";
import { compileQuery, isCompiledQuery } from "graphql-jit";

export interface Query {
  readonly document: DocumentNode;
  /** Undefined where the document has none of the name that was asked for. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: object;
}

/** The data of a query that is asked often, or null: graphql-js is to answer it. */
export type AnswerCompiled = (query: Query) => Promise<Record<string, unknown> | null>;

type Run = (root: unknown, context: object, variables: Readonly<Record<string, unknown>>) => ExecutionResult | Promise<ExecutionResult>;

/** An operation is compiled when it comes so often: compiling one that never comes again would cost more than it spares. */
const timesBefore = 3;

/**
 * Runs queries as functions that are compiled from them once. Mutations are left to graphql-js, and so is any query that
 * met an error: it runs anew there, so that what is said of errors never depends on how often something was asked.
 */
export function createCompiledQueries(schema: GraphQLSchema): AnswerCompiled {
  const known = new WeakMap<OperationDefinitionNode, { times: number; run: Run | null }>();
  return async ({ document, operation, variables, context }) => {
    if (operation?.operation !== OperationTypeNode.QUERY) return null;
    const entry = known.get(operation) ?? { times: 0, run: null };
    entry.times += 1;
    known.set(operation, entry);
    if (entry.times === timesBefore) entry.run = compile(schema, document, operation);
    if (entry.run === null) return null;
    const result = await entry.run(undefined, context, variables ?? {});
    return result.errors === undefined ? (result.data ?? null) : null;
  };
}

/** A compiled query builds its answers as plain objects, in which a field called `__proto__` is lost. */
function namesPrototype(document: DocumentNode): boolean {
  let names = false;
  visit(document, {
    Field({ alias, name }) {
      if ((alias ?? name).value === "__proto__") names = true;
    },
  });
  return names;
}

function compile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Run | null {
  if (namesPrototype(document)) return null;
  const compiled = compileQuery(schema, document, operation.name?.value);
  return isCompiledQuery(compiled) ? compiled.query : null;
}
