import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "./source-file.ts";

/** Two copies of `graphql` refuse each other's schemas ("another module or realm"). */
export function judgeLock(lock: string): Finding[] {
  const { packages } = JSON.parse(lock) as { packages: Record<string, unknown> };
  const copies = Object.keys(packages).filter((path) => /(^|\/)node_modules\/graphql$/.test(path));
  if (copies.length === 1) return [];
  const message = `${copies.length} copies of graphql (${copies.join(", ")}): pin the same version everywhere, or add it to "overrides".`;
  return [{ path: "package-lock.json", message }];
}

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
    return [{ path: "apps/api/schema.graphql", message: `${said || "it could not be printed"} (run \`npm run schema\` and commit what it prints)` }];
  }
}

export function judgeRepository(root: string): Finding[] {
  return [...judgeLock(readFileSync(join(root, "package-lock.json"), "utf8")), ...judgeSchema(root)];
}
