import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Closings } from "./closings.ts";
import { readStamp, stampOf, writeStamp } from "./stamp.ts";

export interface Part {
  readonly workspace: string;
  readonly folder: string;
  readonly output: string;
  readonly sources: readonly string[];
}

const shared = ["package-lock.json", "tsconfig.base.json"];

export const api: Part = {
  workspace: "@relink/api",
  folder: "apps/api",
  output: "main.js",
  sources: [...shared, "apps/api/src", "apps/api/migrations", "apps/api/scripts/build.ts", "packages/domain/src"],
};

export const sandbox: Part = {
  workspace: "@relink/sandbox",
  folder: "apps/sandbox",
  output: "main.js",
  sources: [...shared, "apps/sandbox/src", "apps/sandbox/package.json"],
};

export const web: Part = {
  workspace: "@relink/web",
  folder: "apps/web",
  output: "index.html",
  sources: [...shared, "apps/web", "apps/api/schema.graphql", "packages/ui/src"],
};

function run(root: string, part: Part, closings: Closings): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn("npm", ["run", "--loglevel=error", "build", `--workspace=${part.workspace}`], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
    const forget = closings.add(async () => {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    });
    child.once("error", fail);
    child.once("close", (code) => {
      forget();
      if (code === 0) done();
      else fail(new Error(`Building ${part.folder} failed:\n${output.join("").trimEnd()}`));
    });
  });
}

/** Builds a part unless what was built last time came from the same sources. Without sources, what is there is used. */
export async function buildIfStale(root: string, part: Part, closings: Closings, say: (line: string) => void): Promise<void> {
  const folder = join(root, part.folder, "dist");
  const stampFile = join(folder, ".stamp");
  const built = existsSync(join(folder, part.output));
  if (built && !existsSync(join(root, part.folder, "src"))) return;
  const stamp = stampOf(root, part.sources);
  if (built && readStamp(stampFile) === stamp) return;
  say(`Building ${part.folder} …`);
  await run(root, part, closings);
  writeStamp(stampFile, stamp);
}
