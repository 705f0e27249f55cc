import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";
import { keepOwnLines } from "./source-map.ts";

const folder = join(import.meta.dirname, "..");
const outdir = join(folder, "dist");

rmSync(outdir, { recursive: true, force: true });

// One file for each program, since loading thousands of small ones takes longer than all the rest of a start.
await build({ ...bundleOptions, absWorkingDir: folder, entryPoints: { main: "src/main.ts", cli: "src/cli.ts" }, outdir });

for (const name of readdirSync(outdir)) if (name.endsWith(".map")) keepOwnLines(join(outdir, name));
