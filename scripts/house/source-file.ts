import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One file of the repository, as the rules see it. */
export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What a rule found, and what to do about it. */
export interface Finding {
  readonly path: string;
  /** From 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly message: string;
}

export type Rule = (file: SourceFile) => readonly Finding[];

const passedOver = new Set(["node_modules", "dist", ".git", ".relink", ".turbo", "coverage", "test-results", "locales", "gql", "public"]);

/** Every file that a person wrote: sources, styles, operations, settings, texts. */
export function readSources(root: string): readonly SourceFile[] {
  const found = globSync(["**/*.{ts,tsx,mjs,css,graphql,md,json}", ".ci/*"], {
    cwd: root,
    exclude: (entry) => passedOver.has(entry.split("/").at(-1) ?? entry),
  });
  return found
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.endsWith("package-lock.json"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** One finding for each line that `pattern` matches. */
export function eachLine(file: SourceFile, pattern: RegExp, message: string): Finding[] {
  const lines = file.text.split("\n");
  return lines.flatMap((text, index) => (pattern.test(text) ? [{ path: file.path, line: index + 1, message }] : []));
}
