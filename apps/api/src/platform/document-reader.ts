import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { createDocumentStore } from "./document-store.ts";

/** Parses and validates a document, or answers what is wrong with it; what was right before is kept. */
export function createDocumentReader(schema: GraphQLSchema): (query: string) => DocumentNode | readonly GraphQLError[] {
  const store = createDocumentStore();
  return (query) => {
    const known = store.get(query);
    if (known) return known;
    try {
      const document = parse(query);
      const errors = validate(schema, document);
      if (errors.length > 0) return errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
      store.set(query, document);
      return document;
    } catch (error) {
      if (error instanceof GraphQLError) return [withCode(error, "GRAPHQL_PARSE_FAILED")];
      throw error;
    }
  };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { nodes = null, source = null, positions = null } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions: { ...error.extensions, code } });
}
