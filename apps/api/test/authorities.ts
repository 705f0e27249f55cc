import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One PEM file with the authorities of several, as RELINK_EXTRA_CA takes it. */
export function joinAuthorities(files: readonly string[]): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "relink-authorities-"));
  const path = join(folder, "authorities.pem");
  writeFileSync(path, files.map((file) => readFileSync(file, "utf8")).join("\n"));
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
