import type { CodegenConfig } from "@graphql-codegen/cli";

/** The operations of src/operations as typed documents. SCHEMA names another file, for work ahead of the API. */
const config: CodegenConfig = {
  schema: process.env["SCHEMA"] ?? "../../apps/api/schema.graphql",
  documents: ["src/operations/*.graphql"],
  ignoreNoDocuments: false,
  generates: {
    "src/gql/operations.ts": {
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        enumType: "string-literal",
        // Clients must accept enum values that they don't know.
        futureProofEnums: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: { ID: { input: "string", output: "string" }, DateTime: "string", EmailAddress: "string", URL: "string", Cursor: "string" },
      },
    },
  },
};

export default config;
