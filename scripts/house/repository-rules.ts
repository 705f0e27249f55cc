import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judgeLock } from "./lock-rules.ts";
import type { Finding } from "./source-file.ts";

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

export function judgeRepository(root: string): Finding[] {
  return [...judgeLock(readFileSync(join(root, "package-lock.json"), "utf8")), ...judgeSchema(root)];
}
