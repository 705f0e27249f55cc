import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judgeLock } from "./lock-rules.ts";
import type { Finding, SourceFile } from "./source-file.ts";

/** Whether the printed schema is what the code says. It needs the API's own compiler settings, hence a process of its own. */
function judgeSchema(root: string): Finding[] {
  const script = join(root, "apps/api/scripts/print-schema.ts");
  if (!existsSync(script)) return [];
  const tsx = join(root, "node_modules/.bin/tsx");
  try {
    execFileSync(tsx, ["--tsconfig", "tsconfig.json", script, "--check"], { cwd: join(root, "apps/api"), stdio: "pipe", timeout: 60_000 });
    return [];
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    return [
      {
        path: "apps/api/schema.graphql",
        message: `${said || "it could not be printed"} (run \`npm run schema\` and commit what it prints)`,
      },
    ];
  }
}

const crashPointText = "docs/operate/testing.md";

/** The crash points of the code are those of the text, and the other way round. */
export function judgeCrashPoints(sources: readonly SourceFile[]): Finding[] {
  const code = sources.filter(({ path }) => path.startsWith("apps/api/src/") && !path.endsWith(".test.ts"));
  const named = new Set(code.flatMap(({ text }) => [...text.matchAll(/crashPoint\("([^"]+)"\)/g)].map(([, name = ""]) => name)));
  const text = sources.find(({ path }) => path === crashPointText)?.text ?? "";
  const listed = new Set([...text.matchAll(/^\| `([a-z-]+\.[a-z-]+)` \|/gm)].map(([, name = ""]) => name));
  const missing = [...named]
    .filter((name) => !listed.has(name))
    .map((name) => `Crash point "${name}" is not listed: add its line to the table.`);
  const gone = [...listed]
    .filter((name) => !named.has(name))
    .map((name) => `Crash point "${name}" is no more: take its line out of the table.`);
  return [...missing, ...gone].map((message) => ({ path: crashPointText, message }));
}

export function judgeRepository(root: string, sources: readonly SourceFile[]): Finding[] {
  return [...judgeCrashPoints(sources), ...judgeLock(readFileSync(join(root, "package-lock.json"), "utf8")), ...judgeSchema(root)];
}
