import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Env } from "../../apps/api/src/env.ts";
import { makeDemoWorld } from "../../apps/sandbox/src/demo/make-demo-world.ts";
import type { Closings } from "./closings.ts";
import type { Rehearsal } from "./rehearsal.ts";

export interface DemoNeeds {
  readonly root: string;
  readonly env: Env;
  readonly rehearsal: Rehearsal;
  readonly closings: Closings;
  readonly say: (line: string) => void;
}

const limitMs = 120_000;

/** People have no public verb that makes them (sign-up is by invitation), so the command line does, as in production. */
function makePeople({ root, env }: DemoNeeds, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, "apps/api/dist/cli.js"), "demo-people"], {
      cwd: root,
      env: { ...process.env, RELINK_DATA_DIR: env.dataDir },
      stdio: ["ignore", "ignore", "pipe"],
      signal,
    });
    const said: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
    child.once("error", fail);
    child.once("close", (code) => (code === 0 ? done() : fail(new Error(said.join("").trim()))));
  });
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `It took longer than ${limitMs / 1_000} s.`;
  return error.message.split("\n")[0] ?? "";
}

/** Nobody is kept from Relink by a demo world that is not whole: it is said in one line, and the next start goes on. */
export async function makeDemo(needs: DemoNeeds): Promise<void> {
  const { env, rehearsal, closings, say } = needs;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(limitMs)]);
  const work = makeDemoWorld({
    ...rehearsal,
    publicUrl: env.publicUrl,
    signal,
    makePeople() {
      say("Making the demo world …");
      return makePeople(needs, signal);
    },
  });
  const ended = work.catch((error: unknown) => {
    if (closings.closing) return;
    say(`The demo world is not whole yet; the next start goes on with it. ${explain(error)}`);
  });
  const forget = closings.add(async () => {
    stop.abort();
    await ended;
  });
  await ended;
  forget();
}
