import { readFileSync, writeFileSync } from "node:fs";
import { findUnlocked, type LockedPackages } from "./house/lock-rules.ts";

// npm leaves a binary for another machine out of the lock where the registry that it asked did not serve it, and then refuses its own
// lock in `npm ci`. This writes the missing entries: version and platform, so that npm skips them here. Run it after `npm install`.
const systems = ["darwin", "win32", "windows", "freebsd", "openbsd", "netbsd", "android", "openharmony", "linux", "aix", "sunos"];
const processors = ["arm64", "x64", "ia32", "arm", "ppc64", "riscv64", "s390x", "loong64"];

/** The platform that such a package's name ends with: `…-linux-arm64-musl`, `…-darwin-64`. */
function toPlatform(name: string): { readonly os: string[]; readonly cpu: string[]; readonly libc?: string[] } {
  const parts = name.split("/").at(-1)?.split("-") ?? [];
  const system = systems.find((one) => parts.includes(one));
  const processor = parts.includes("64") ? "x64" : processors.find((one) => parts.includes(one));
  if (!system || !processor) throw new Error(`${name} does not say for which machine it is: install it where the registry serves it.`);
  const libc = parts.some((part) => part.startsWith("musl")) ? "musl" : "glibc";
  return { os: [system === "windows" ? "win32" : system], cpu: [processor], ...(system === "linux" ? { libc: [libc] } : {}) };
}

const place = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(place, "utf8")) as { packages: LockedPackages };
const missing = findUnlocked(lock.packages);
for (const { name, version } of missing) {
  lock.packages[`node_modules/${name}`] = { version, ...toPlatform(name), dev: true, optional: true };
}
const inOrder = Object.entries(lock.packages).toSorted(([one], [other]) => one.localeCompare(other, "en"));
if (missing.length > 0) writeFileSync(place, `${JSON.stringify({ ...lock, packages: Object.fromEntries(inOrder) }, null, 2)}\n`);
process.stdout.write(`Added ${missing.length} packages to package-lock.json\n`);
