import { existsSync } from "node:fs";

const program = new URL("../apps/api/dist/cli.js", import.meta.url);

if (!existsSync(program)) {
  process.stderr.write("Relink is not built yet: run `npm run build` first.\n");
  process.exit(1);
}

const settings = new URL("../.env", import.meta.url);
if (existsSync(settings)) process.loadEnvFile(settings);

await import(program.href);
