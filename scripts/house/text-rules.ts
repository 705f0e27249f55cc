import { posix } from "node:path";
import { eachLine, type Finding, type Rule, type SourceFile } from "./source-file.ts";

const code = /\.(ts|tsx|mjs)$/;
const test = /\.(test|e2e|bench)\.tsx?$/;
/** The rules and their tests have to spell out what they forbid. */
const ourselves = /^scripts\/house/;

function isCode({ path }: SourceFile): boolean {
  return code.test(path) && !ourselves.test(path);
}

export const saveOfTheMapper: Rule = (file) =>
  isCode(file) && file.path.startsWith("apps/api/")
    ? eachLine(
        file,
        /(repositor\w*|manager|getRepository\([^)]*\)|\brepo)\s*\.(save|insert|update|upsert|delete|remove|softRemove)\(/i,
        "TypeORM's writes lose updates and rewind the version: call the one SQL function of this write from a store (migrations/0002-writes.ts).",
      )
    : [];

export const rehearsalWord: Rule = (file) => {
  if (!file.path.startsWith("apps/api/src/") || test.test(file.path) || file.path.endsWith("/platform/sandbox-proxy.ts")) return [];
  const found = eachLine(
    file,
    /sandbox/i,
    "The API knows nothing of the rehearsal world: take what you need from a provider setting in env.ts.",
  );
  const lines = file.text.split("\n");
  return found.filter(({ line = 0 }) => !/^import .* from "\.\/(platform\/)?sandbox-proxy\.ts";$/.test(lines[line - 1] ?? ""));
};

export const wholesaleExport: Rule = (file) =>
  isCode(file) ? eachLine(file, /^\s*export \* /, "Name what is exported: `export { a, b } from …`, so that dead exports are seen.") : [];

export const loneTest: Rule = (file) =>
  test.test(file.path) && isCode(file)
    ? eachLine(file, /\b(describe|it|test)(\.\w+)*\.only\b/, "A lone test hides all others: take `.only` away before it is committed.")
    : [];

export const hiddenError: Rule = (file) =>
  isCode(file) ? eachLine(file, /@ts-(ignore|nocheck)\b/, "Say what the type is instead of silencing the compiler.") : [];

const clockInSql = "Time is an argument: give the function a timestamptz and pass `clock.now()`, so that scaled time and tests hold.";

export const timeInSql: Rule = (file) =>
  file.path.startsWith("apps/api/migrations/")
    ? eachLine(file, /(^|[^.\w])(now|clock_timestamp|statement_timestamp)\(\)|current_timestamp/i, clockInSql)
    : [];

export const outsideFolder: Rule = (file) =>
  file.path.startsWith(".ci/") || ourselves.test(file.path)
    ? []
    : eachLine(
        file,
        /\.\.\/shared\/(spec|style|tools|hooks)\b/,
        "A clone has no such folder: say here what must be known, in docs/ or in a comment.",
      );

const imported = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;
const packageFolder = /^(packages|apps)\/[^/]+\//;

export const importAcrossPackages: Rule = (file) => {
  const home = packageFolder.exec(file.path)?.[0];
  if (home === undefined || !isCode(file)) return [];
  const findings: Finding[] = [];
  for (const [, target = ""] of file.text.matchAll(imported)) {
    if (posix.join(posix.dirname(file.path), target).startsWith(home)) continue;
    findings.push({
      path: file.path,
      message: `"${target}" leaves the package: import a package by its name, and only where the dependency rule allows it.`,
    });
  }
  return findings;
};
