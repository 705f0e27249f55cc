import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const folder = join(import.meta.dirname, "..");
const outdir = join(folder, "dist");

rmSync(outdir, { recursive: true, force: true });

// One file for each program, since loading thousands of small ones takes longer than all the rest of a start.
await build({
  absWorkingDir: folder,
  entryPoints: { main: "src/main.ts", cli: "src/cli.ts" },
  outdir,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node22.12",
  sourcemap: true,
  keepNames: true,
  minifySyntax: true,
  legalComments: "none",
  // Libraries that are only reached when a database or transport of another kind is asked for, or that hold binaries.
  external: externals(),
  banner: {
    js: 'import { createRequire as createRequireHere } from "node:module"; import { fileURLToPath as toPathHere } from "node:url"; const require = createRequireHere(import.meta.url); const __filename = toPathHere(import.meta.url); const __dirname = toPathHere(new URL(".", import.meta.url));',
  },
  alias: { graphql: "graphql/index.js" },
  logLevel: "warning",
});

function externals(): string[] {
  const otherDatabases = [
    "@google-cloud/spanner", "@sap/hana-client", "better-sqlite3", "expo-sqlite", "hdb-pool", "ioredis", "mongodb", "mssql",
    "mysql", "mysql2", "oracledb", "pg-native", "pg-query-stream", "react-native-sqlite-storage", "redis", "sql.js", "sqlite3",
    "typeorm-aurora-data-api-driver", "@sap/hana-client/extension/Stream",
  ];
  return [...otherDatabases, "pino-pretty"];
}
