import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiChild } from "./api-process.ts";
import { until } from "./log-world.ts";

export interface HeapDumps {
  /** Settings with which a process can be asked for its heap. */
  readonly variables: Readonly<Record<string, string>>;
  /** Every string that is alive in the process now: V8 collects the garbage before it writes them down. Of long ones the first 1,024 characters. */
  dump(api: ApiChild): Promise<string>;
  remove(): void;
}

export function prepareHeapDumps(): HeapDumps {
  const folder = mkdtempSync(join(tmpdir(), "relink-heap-"));
  return {
    variables: { NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}` },
    async dump(api) {
      for (const old of readdirSync(folder)) rmSync(join(folder, old));
      process.kill(api.pid, "SIGUSR2");
      let [size, before] = [0, -1];
      await until(
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 200));
          const [name] = readdirSync(folder);
          before = size;
          size = name ? statSync(join(folder, name)).size : 0;
          return size > 0 && size === before && readFileSync(join(folder, name ?? "")).at(-1) === closingBrace;
        },
        "the heap is written down",
        120_000,
      );
      const { strings } = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0] ?? ""), "utf8")) as { strings: string[] };
      return strings.join("\n");
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const closingBrace = "}".charCodeAt(0);
