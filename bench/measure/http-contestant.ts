import { driveHttp, type Job } from "./drive-http.ts";
import type { Contestant } from "./rounds.ts";
import type { ServerProcess } from "./server-process.ts";

export interface HttpContestantOptions {
  readonly server: ServerProcess;
  readonly connections: number;
  readonly next: () => Job | null;
  /** CPU time of the database so far; left out where there is none. */
  readonly databaseCpu?: () => number;
  /** Before each slice, unmeasured. */
  readonly before?: (ms: number) => Promise<void>;
  /** After each slice, unmeasured: looks whether what was answered is so. */
  readonly after?: (operations: number) => Promise<void>;
}

/** A server that is measured from outside by requests. */
export function createHttpContestant({
  server,
  connections,
  next,
  databaseCpu = () => 0,
  before,
  after,
}: HttpContestantOptions): Contestant {
  return {
    async run(ms) {
      await before?.(ms);
      const [cpu, database] = [await server.cpuMs(), databaseCpu()];
      const { operations, wallMs } = await driveHttp({ url: server.url, connections, ms, next });
      const slice = { operations, wallMs, cpuMs: (await server.cpuMs()) - cpu, databaseCpuMs: databaseCpu() - database };
      await after?.(operations);
      return slice;
    },
  };
}
