import { readFile } from "node:fs/promises";
import type { BuildOptions, Plugin } from "esbuild";

// Libraries that are only reached when a database or transport of another kind is asked for, or that hold binaries.
const otherDatabases = [
  "@google-cloud/spanner",
  "@sap/hana-client",
  "better-sqlite3",
  "expo-sqlite",
  "hdb-pool",
  "mongodb",
  "mssql",
  "mysql",
  "mysql2",
  "oracledb",
  "pg-native",
  "pg-query-stream",
  "react-native-sqlite-storage",
  "redis",
  "sql.js",
  "sqlite3",
  "typeorm-aurora-data-api-driver",
  "@sap/hana-client/extension/Stream",
];

/** What libraries decide by how they were loaded, decided for a bundle. Throws where a library is no longer as it was. */
const replacements: readonly { readonly file: RegExp; readonly from: string; readonly to: string }[] = [
  // graphql looks at every type of every field for a second copy of itself, unless NODE_ENV says production: here is one.
  { file: /graphql[\\/]jsutils[\\/]instanceOf\.js$/, from: "process.env.NODE_ENV === 'production'", to: "true" },
  // Apollo hashes each document; without module.require, which a bundle has not, by a SHA-256 in JavaScript.
  {
    file: /utils\.createhash[\\/]dist[\\/]index\.js$/,
    from: "&& module.require) {\n        return module.require(",
    to: ") {\n        return process.getBuiltinModule(",
  },
];

const forBundles: Plugin = {
  name: "for-bundles",
  setup(build) {
    // One copy of graphql: whoever asks for the package gets the files that others ask for by name.
    build.onResolve({ filter: /^graphql$/ }, ({ kind, resolveDir }) => build.resolve("graphql/index.js", { kind, resolveDir }));
    for (const { file, from, to } of replacements) {
      build.onLoad({ filter: file }, async ({ path }) => {
        const found = await readFile(path, "utf8");
        if (!found.includes(from)) throw new Error(`${path} is not as it was; look whether it still needs to be changed.`);
        return { contents: found.replace(from, to), loader: "js" };
      });
    }
  },
};

/** How our programs are bundled, whatever they are; the bench measures what is shipped. */
export const bundleOptions: BuildOptions = {
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node22.12",
  sourcemap: true,
  sourcesContent: false,
  // Not keepNames: it defines a property on every function that is made, also in the innermost loops of graphql.
  minifySyntax: true,
  legalComments: "none",
  external: [...otherDatabases, "pino-pretty"],
  banner: {
    js: 'import { createRequire as createRequireHere } from "node:module"; import { fileURLToPath as toPathHere } from "node:url"; const require = createRequireHere(import.meta.url); const __filename = toPathHere(import.meta.url); const __dirname = toPathHere(new URL(".", import.meta.url));',
  },
  plugins: [forBundles],
  logLevel: "warning",
};
