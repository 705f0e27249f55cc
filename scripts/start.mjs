// Plain JavaScript without imports: it must be able to say what is wrong on a runtime that can do no more.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Relink runs on Node 24, which npm ci installs into this folder, but this is Node ${process.versions.node}: ` +
      "run `npm ci` here (if it was run with --ignore-scripts, run `npm rebuild node esbuild`), then `npm start`.\n",
  );
  process.exit(1);
}

// The programs that it starts share this cache: what was compiled at the last start is not compiled again.
const { enableCompileCache } = await import("node:module");
enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/relink`);
const { start } = await import("./start/start.ts");
await start();
