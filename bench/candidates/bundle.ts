import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "../../apps/api/scripts/bundle-options.ts";

const root = join(import.meta.dirname, "..", "..");

const bundled = new Map<string, Promise<string>>();

/** A program, by its path from the repository's root, bundled exactly as the product is, once a run; answers the bundle's path. */
export function bundleProgram(name: string, entry: string): Promise<string> {
  const known = bundled.get(name) ?? bundle(name, entry);
  bundled.set(name, known);
  return known;
}

async function bundle(name: string, entry: string): Promise<string> {
  const outdir = join(root, "bench", "dist", name);
  await build({ ...bundleOptions, absWorkingDir: root, entryPoints: { [name]: entry }, outdir });
  return join(outdir, `${name}.js`);
}
