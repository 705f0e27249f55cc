import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, toOutcome } from "./summary.ts";

export interface Runner {
  readonly name: string;
  /** Arguments of `vitest run`. */
  readonly words: readonly string[];
  /** After so long the run is ended, and has failed. In minutes. */
  readonly limit: number;
}

/** Ends the run with all that it started: the group it leads. */
function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group lives any more.
  }
}

function waitForEnd(root: string, words: readonly string[], limit: number): Promise<number | null> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", ...words], { cwd: root, stdio: "inherit", detached: true });
  const pid = child.pid;
  if (pid === undefined) return Promise.resolve(null);
  const forward = (signal: NodeJS.Signals): void => endGroup(pid, signal);
  const timer = setTimeout(() => {
    process.stderr.write(`Not done after ${limit} minutes: ended.\n`);
    endGroup(pid, "SIGKILL");
  }, limit * 60_000);
  process.on("SIGINT", forward).on("SIGTERM", forward);
  return new Promise((resolve) => {
    child.once("exit", (code) => {
      clearTimeout(timer);
      process.off("SIGINT", forward).off("SIGTERM", forward);
      endGroup(pid, "SIGTERM");
      resolve(code);
    });
  });
}

/**
 * Runs one runner to its end.
 * @param folder - where its report goes.
 */
export async function runVitest(root: string, { name, words, limit }: Runner, folder: string): Promise<Outcome> {
  process.stdout.write(`\n--- ${name}\n`);
  const report = join(folder, `${name}.json`);
  const code = await waitForEnd(root, [...words, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`], limit);
  return toOutcome(existsSync(report) ? readFileSync(report, "utf8") : null, code);
}
