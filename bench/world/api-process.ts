import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { bundleProgram } from "../candidates/bundle.ts";
import { type ServerProcess, startServerProcess } from "../measure/server-process.ts";
import type { World } from "./world.ts";

/** The API bundled as it is shipped, in a process of its own. */
export async function startApi(world: World, nodeOptions: readonly string[] = []): Promise<ServerProcess> {
  const script = await bundleProgram("api", "apps/api/src/main.ts");
  return startServerProcess({
    script,
    env: world.apiEnv,
    logFile: join(world.folder, "api.log"),
    nodeOptions: ["--enable-source-maps", ...nodeOptions],
  });
}

/** A baseline of this folder's own, on the same database where there is one. */
export function startBaseline(
  world: Pick<World, "folder"> & Partial<Pick<World, "appUrl">>,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const script = fileURLToPath(new URL(`../baselines/${name}.ts`, import.meta.url));
  return startServerProcess({
    script,
    env: { ...env, ...(world.appUrl ? { DATABASE_URL: world.appUrl } : {}) },
    logFile: join(world.folder, `${name}.log`),
  });
}
