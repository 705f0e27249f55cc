import { buildSchema, execute, GraphQLError, type OperationDefinitionNode, parse } from "graphql";
import { expect, test } from "vitest";
import { createCompiledQueries } from "./compiled-queries.ts";

const schema = buildSchema(`
  type Query { word(of: Int!): String, refused: String }
  type Mutation { count: Int }
`);
let counted = 0;
Object.assign(schema.getQueryType()?.getFields()["word"] ?? {}, { resolve: (_: unknown, { of }: { of: number }) => `word ${of}` });
Object.assign(schema.getQueryType()?.getFields()["refused"] ?? {}, {
  resolve: () => {
    throw new GraphQLError("No.", { extensions: { code: "FORBIDDEN" } });
  },
});
Object.assign(schema.getMutationType()?.getFields()["count"] ?? {}, { resolve: () => (counted += 1) });

function setUp(source: string) {
  const document = parse(source);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const answer = createCompiledQueries(schema);
  return {
    document,
    ask: (variables?: Readonly<Record<string, unknown>>) => answer({ document, operation, variables, context: {} }),
    async askOften(variables?: Readonly<Record<string, unknown>>) {
      const answers = [];
      for (let times = 0; times < 4; times += 1) answers.push(await this.ask(variables));
      return answers;
    },
  };
}

test("a query is compiled once it has come three times, and answers as graphql-js does", async () => {
  const { askOften, ask, document } = setUp(
    "query Q($of: Int!, $more: Boolean = false) { word(of: $of) other: word(of: 2) @include(if: $more) }",
  );
  const answers = await askOften.call({ ask }, { of: 1 });
  expect(answers).toEqual([null, null, { word: "word 1" }, { word: "word 1" }]);
  const variableValues = { of: 3, more: true };
  expect(await ask(variableValues)).toEqual({ ...(await execute({ schema, document, variableValues })).data });
});

test("what meets an error is left to graphql-js, however often it comes", async () => {
  const refused = setUp("{ refused }");
  expect(await refused.askOften()).toEqual([null, null, null, null]);
  const wrong = setUp("query Q($of: Int!) { word(of: $of) }");
  expect(await wrong.askOften({ of: "one" })).toEqual([null, null, null, null]);
  expect(await wrong.ask({ of: 1 })).toEqual({ word: "word 1" });
});

test("a mutation never runs twice: it is not touched", async () => {
  expect(await setUp("mutation { count }").askOften()).toEqual([null, null, null, null]);
  expect(counted).toBe(0);
});

test("a field that a client calls __proto__ is not lost: such a query is left to graphql-js", async () => {
  const { askOften, ask } = setUp("{ ...Words } fragment Words on Query { __proto__: word(of: 1) word(of: 2) }");
  expect(await askOften.call({ ask })).toEqual([null, null, null, null]);
});
