import type { BuildOptions } from "esbuild";

// Libraries that are only reached when a database or transport of another kind is asked for, or that hold binaries.
const otherDatabases = [
  "@google-cloud/spanner", "@sap/hana-client", "better-sqlite3", "expo-sqlite", "hdb-pool", "ioredis", "mongodb", "mssql",
  "mysql", "mysql2", "oracledb", "pg-native", "pg-query-stream", "react-native-sqlite-storage", "redis", "sql.js", "sqlite3",
  "typeorm-aurora-data-api-driver", "@sap/hana-client/extension/Stream",
];

/** How our programs are bundled, whatever they are; the bench measures what is shipped. */
export const bundleOptions: BuildOptions = {
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node22.12",
  sourcemap: true,
  keepNames: true,
  minifySyntax: true,
  legalComments: "none",
  external: [...otherDatabases, "pino-pretty"],
  banner: {
    js: 'import { createRequire as createRequireHere } from "node:module"; import { fileURLToPath as toPathHere } from "node:url"; const require = createRequireHere(import.meta.url); const __filename = toPathHere(import.meta.url); const __dirname = toPathHere(new URL(".", import.meta.url));',
  },
  alias: { graphql: "graphql/index.js" },
  logLevel: "warning",
};
