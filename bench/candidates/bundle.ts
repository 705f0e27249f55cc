import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "../../apps/api/scripts/bundle-options.ts";

const root = join(import.meta.dirname, "..", "..");

/** A program, by its path from the repository's root, bundled exactly as the product is; answers the bundle's path. */
export async function bundleProgram(name: string, entry: string): Promise<string> {
  const outdir = join(root, "bench", "dist", name);
  await build({ ...bundleOptions, absWorkingDir: root, entryPoints: { [name]: entry }, outdir });
  return join(outdir, `${name}.js`);
}
