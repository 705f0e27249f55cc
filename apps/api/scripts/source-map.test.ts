import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { bundleOptions } from "./bundle-options.ts";
import { keepOwnLines } from "./source-map.ts";

test("a stack names our own files and lines, and of a library the bundle's", async () => {
  const folder = await mkdtemp(join(import.meta.dirname, "../node_modules", ".maps-"));
  try {
    const own = join(folder, "own.ts");
    await writeFile(
      own,
      'import { Client } from "pg";\n\ntry {\n  new Client({ connectionString: "http://[" });\n} catch (error) {\n  console.log((error as Error).stack);\n}\n',
    );
    await build({ ...bundleOptions, entryPoints: { own }, outdir: folder });
    const map = join(folder, "own.js.map");
    const before = (await readFile(map)).length;
    // Here our own file lies in node_modules, too, so it is told apart by its name.
    await writeFile(map, (await readFile(map, "utf8")).replace(/"[^"]*own\.ts"/, '"own.ts"'));
    keepOwnLines(map);
    expect((await readFile(map)).length).toBeLessThan(before / 2);
    const { stdout } = await promisify(execFile)(process.execPath, ["--enable-source-maps", join(folder, "own.js")]);
    expect(stdout).toMatch(/own\.ts:4:\d+/);
    expect(stdout).toMatch(/own\.js:\d+:\d+/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
