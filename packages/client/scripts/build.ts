// Builds the package as it is published, plain JavaScript with its types, into dist/ or the folder that is named:
//   node scripts/build.ts [folder] && npm publish dist
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const home = join(import.meta.dirname, "..");
const target = resolve(process.argv[2] ?? join(home, "dist"));
const { name, version, type, dependencies } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Record<string, unknown>;

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const compiler = join(home, "../../node_modules/.bin/tsc");
execFileSync(compiler, ["-p", join(home, "tsconfig.build.json"), "--outDir", target], { stdio: "inherit" });
// The compiler turns "./x.ts" into "./x.js" in the code, and leaves it in the types.
for (const file of readdirSync(target, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".d.ts"))) {
  const types = readFileSync(join(target, file), "utf8");
  writeFileSync(join(target, file), types.replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
}
copyFileSync(join(home, "README.md"), join(target, "README.md"));
const published = {
  name,
  version,
  type,
  description: "The client of Relink's API: typed operations, and an event stream that resumes by itself.",
  sideEffects: false,
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  types: "./index.d.ts",
  engines: { node: ">=20.3" },
  dependencies,
};
writeFileSync(join(target, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
