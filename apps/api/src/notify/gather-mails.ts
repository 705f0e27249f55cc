import type { Clock } from "../platform/clock.ts";
import type { Queryable } from "../platform/transaction.ts";

/** Puts notices that are to be mailed into digests: whoever made them, each once, however many processes do it. */
export interface MailGathering {
  start(): void;
  /** Once now; answers how many notices it placed. */
  gather(): Promise<number>;
  stop(): Promise<void>;
}

export interface MailGatheringNeeds {
  readonly database: Queryable;
  readonly clock: Pick<Clock, "durations">;
  readonly onError: (error: unknown) => void;
  /** Milliseconds, default 1,000: far below any window. */
  readonly pollMs?: number;
}

const batch = 1_000;

export function createMailGathering({ database, clock, onError, pollMs = 1_000 }: MailGatheringNeeds): MailGathering {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> | null = null;
  let stopped = false;

  const step = async (): Promise<number> => {
    const values = [clock.durations.digestSecond, batch];
    const [row] = await database.query<{ count: number }>("select gather_mails($1, $2) as count", values, "gather-mails");
    return row?.count ?? 0;
  };
  const gather = async (): Promise<number> => {
    let all = 0;
    for (let count = batch; count === batch && !stopped;) {
      count = await step();
      all += count;
    }
    return all;
  };
  const turn = (): void => {
    running ??= gather()
      .catch(onError)
      .finally(() => {
        running = null;
      });
  };
  return {
    gather,
    start() {
      timer = setInterval(turn, pollMs);
    },
    async stop() {
      stopped = true;
      if (timer) clearInterval(timer);
      await running;
    },
  };
}
