import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "../../apps/api/scripts/bundle-options.ts";

/** A candidate of this folder, bundled exactly as the product is; answers the program's path. */
export async function bundleCandidate(name: string): Promise<string> {
  const outdir = join(import.meta.dirname, "..", "dist", name);
  await build({ ...bundleOptions, absWorkingDir: import.meta.dirname, entryPoints: { [name]: `${name}.ts` }, outdir });
  return join(outdir, `${name}.js`);
}
