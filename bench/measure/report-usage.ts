import { setImmediate as soon } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Preloaded into every server that is measured: tells its own CPU time, and what it holds, when the bench asks. */
process.on("message", (message: unknown) => {
  if (message === "cpu") {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1_000 });
  }
  if (message === "memory") void tellMemory();
});

/** What is left once all garbage is gone; what is let go of in one collection's wake goes with the next. */
async function tellMemory(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (let round = 0; round < 4; round += 1) {
    collect();
    await soon();
  }
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ memory: { held: heapUsed + external } });
}
