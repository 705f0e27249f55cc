import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lexicographicSortSchema, printSchema } from "graphql";
import { buildRelinkSchema } from "../src/schema.ts";

const target = fileURLToPath(new URL("../schema.graphql", import.meta.url));
writeFileSync(target, `${printSchema(lexicographicSortSchema(buildRelinkSchema()))}\n`);
process.stdout.write(`Printed ${target}\n`);
