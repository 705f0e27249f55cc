import type { Transactions } from "../platform/transaction.ts";
import { tellIncidents, type TellNeeds } from "./incident-notices.ts";
import { runIncidentRound, type RoundNeeds } from "./incident-round.ts";
import type { CountingWatch } from "./incident-watch.ts";

/** Writes what this process counted, and in turn with the others decides what it means. */
export interface IncidentWorker {
  start(): void;
  /** Writes what is left, and waits for what runs. */
  stop(): Promise<void>;
}

export interface IncidentWorkerNeeds extends RoundNeeds, TellNeeds {
  readonly watch: CountingWatch;
  readonly transactions: Pick<Transactions, "run">;
  /** Whether this process decides, too; one that only answers requests counts what it checks for them. */
  readonly decides: boolean;
  readonly onError: (error: unknown) => void;
}

const lock = "select pg_try_advisory_xact_lock(hashtextextended('incidents', 0)) as mine";

/** A 600th of the interval, 1 s: well below the 30 s after which a second refusal disconnects. */
function pauseMsOf({ clock }: IncidentWorkerNeeds): number {
  return Math.max(100, Math.round(clock.durations.checkInterval / 600));
}

export function createIncidentWorker(needs: IncidentWorkerNeeds): IncidentWorker {
  const { watch, store, onError } = needs;
  let stopped = false;
  let sleep: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    await watch.flush();
    if (needs.decides) await decide(needs);
    watch.learn(await store.listOpen());
  };
  const run = (): void => {
    const began = performance.now();
    running = round()
      .catch(onError)
      .then(() => {
        // A round that takes long, as at a host with a million inboxes in trouble, comes more rarely.
        const pause = Math.max(pauseMsOf(needs), 4 * (performance.now() - began));
        if (!stopped) sleep = setTimeout(run, pause);
      });
  };
  return {
    start: run,
    async stop() {
      stopped = true;
      if (sleep) clearTimeout(sleep);
      await running;
      await watch.flush().catch(onError);
    },
  };
}

async function decide(needs: IncidentWorkerNeeds): Promise<void> {
  const mine = await needs.transactions.run(async (transaction) => {
    const [row] = await transaction.query<{ mine: boolean }>(lock, [], "incident_lock");
    if (row?.mine) await runIncidentRound(needs);
    return row?.mine ?? false;
  });
  if (mine) await tellIncidents(needs);
}
