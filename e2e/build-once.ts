import { join } from "node:path";
import { api, buildIfStale, sandbox, web } from "../scripts/start/build.ts";
import { createClosings } from "../scripts/start/closings.ts";

/** Builds what is stale before the first files start: two starts at once would build into the same folders. */
export async function setup(): Promise<void> {
  // As people build it: Vitest's own NODE_ENV would make another web app.
  delete process.env["NODE_ENV"];
  const closings = createClosings();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  for (const part of [api, sandbox, web]) await buildIfStale(join(import.meta.dirname, ".."), part, closings, say);
}
