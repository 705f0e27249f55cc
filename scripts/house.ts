import { join } from "node:path";
import { fileLength, indexFile, layerSuffix, vagueName } from "./house/name-rules.ts";
import { judgeRepository } from "./house/repository-rules.ts";
import { readSources } from "./house/source-file.ts";
import {
  hiddenError,
  importAcrossPackages,
  loneTest,
  outsideFolder,
  rehearsalWord,
  saveOfTheMapper,
  timeInSql,
  wholesaleExport,
} from "./house/text-rules.ts";

// What the house promises and oxlint cannot see. Each message says what to do.
const root = join(import.meta.dirname, "..");
const rules = [
  fileLength,
  vagueName,
  layerSuffix,
  indexFile,
  saveOfTheMapper,
  rehearsalWord,
  wholesaleExport,
  loneTest,
  hiddenError,
  timeInSql,
  outsideFolder,
  importAcrossPackages,
];

const sources = readSources(root);
const findings = [...sources.flatMap((file) => rules.flatMap((rule) => rule(file))), ...judgeRepository(root, sources)];
for (const { path, line, message } of findings) process.stderr.write(`${path}${line === undefined ? "" : `:${line}`}  ${message}\n`);
process.stdout.write(`House rules: ${sources.length} files, ${findings.length} findings\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
