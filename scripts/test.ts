import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Runner, runVitest } from "./test/run-vitest.ts";
import { type Outcome, sum } from "./test/summary.ts";

// By default Vitest leaves a core free, and of two that is half of the machine. These tests wait for half of their time.
const atOnce = `--maxWorkers=${availableParallelism()}`;

// One after the other: what starts whole programs and a browser would time out beside the rest on a machine of two cores.
const everything: readonly Runner[] = [
  { name: "parts", words: ["--project=!start", atOnce], limit: 45 },
  { name: "start", words: ["--project=start"], limit: 15 },
  { name: "e2e", words: ["--config", "e2e/vitest.config.ts"], limit: 50 },
];

const root = join(import.meta.dirname, "..");
const chosen = process.argv.slice(2);
const runners = chosen.length === 0 ? everything : [{ name: "chosen", words: chosen, limit: 30 }];
const folder = mkdtempSync(join(tmpdir(), "relink-reports-"));
const outcomes: Outcome[] = [];
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => (stopped = true));
try {
  for (const runner of runners) if (!stopped) outcomes.push(await runVitest(root, runner, folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const { passed, failed, leftOut, failures } = sum(outcomes, process.env["CI"] === "true");
// At the end, so that who sees only that sees them.
for (const failure of failures) process.stdout.write(`Failed: ${failure}\n`);
for (const name of leftOut) process.stdout.write(`Left out: ${name}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 && !stopped ? 0 : 1;
