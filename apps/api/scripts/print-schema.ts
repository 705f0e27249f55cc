import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lexicographicSortSchema, printSchema } from "graphql";
import { buildRelinkSchema } from "../src/schema.ts";

const target = fileURLToPath(new URL("../schema.graphql", import.meta.url));
const printed = `${printSchema(lexicographicSortSchema(buildRelinkSchema()))}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(target, printed);
  process.stdout.write(`Printed ${target}\n`);
} else if (readFileSync(target, "utf8") !== printed) {
  process.stderr.write("schema.graphql is not what the code says\n");
  process.exitCode = 1;
}
