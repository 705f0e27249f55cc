import type { CodegenConfig } from "@graphql-codegen/cli";

/** The web knows the API only through its printed schema. SCHEMA names another file, for work ahead of the API. */
const config: CodegenConfig = {
  schema: process.env["SCHEMA"] ?? "../api/schema.graphql",
  documents: ["src/**/*.graphql"],
  ignoreNoDocuments: false,
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      config: {
        enumType: "string-literal",
        // Clients must accept enum values that they don't know.
        futureProofEnums: true,
        useTypeImports: true,
        importExtension: ".ts",
        strictScalars: true,
        scalars: { DateTime: "string", EmailAddress: "string", URL: "string", Cursor: "string" },
      },
    },
  },
};

export default config;
