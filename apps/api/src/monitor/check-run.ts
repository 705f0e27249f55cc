import { processTicks, type Ticks } from "../platform/ticks.ts";
import type { CheckOutcomeKind, DueCheck, EndedCheck } from "./due-check.store.ts";

/** What a check showed; `watched` false: its inbox is not to be looked at any more. */
export interface CheckEnd {
  readonly outcome: CheckOutcomeKind;
  readonly watched: boolean;
}

/** `aborted` turns true once the check is given up: nothing that it shows counts any more. */
export interface CheckSignal {
  readonly aborted: boolean;
}

export type RunDueCheck = (due: DueCheck, signal: CheckSignal) => Promise<CheckEnd>;

export interface CheckRunOptions {
  readonly check: RunDueCheck;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  readonly retryMs: (trouble: number) => number;
  readonly limitMs?: number;
  readonly ticks?: Ticks;
}

/** One claimed check that runs: one that hangs for ever is given up, and a throw stops nothing. */
export class CheckRun implements CheckSignal {
  /** How it ended; null where the worker stopped, so that its lease has to run out. */
  readonly ended: Promise<EndedCheck | null>;
  readonly #options: CheckRunOptions;
  readonly #due: DueCheck;
  readonly #begun: number;
  #settle: (ended: EndedCheck | null) => void = () => undefined;
  aborted = false;

  constructor(options: CheckRunOptions, due: DueCheck) {
    this.#options = options;
    this.#due = due;
    this.#begun = (options.ticks ?? processTicks).elapsed();
    this.ended = new Promise((resolve) => (this.#settle = resolve));
    this.#run().catch((error: unknown) => this.#fail(error));
  }

  async #run(): Promise<void> {
    const { check, now, retryMs } = this.#options;
    const { outcome, watched } = await check(this.#due, this);
    this.#settle({ due: this.#due, outcome, nextAt: watched ? now() + retryMs(0) : null });
  }

  #fail(error: unknown, outcome: CheckOutcomeKind = "none"): void {
    if (this.aborted && outcome === "none") return;
    const { now, onError, retryMs } = this.#options;
    onError(error);
    this.#settle({ due: this.#due, outcome, nextAt: now() + retryMs(this.#due.trouble + 1) });
  }

  /** Ends it where it has taken longer than its limit: then its host hangs, which counts as the host's failure. */
  giveUpIfLate(atMs: number): void {
    const { limitMs = 60_000 } = this.#options;
    if (this.aborted || atMs - this.#begun < limitMs) return;
    this.aborted = true;
    this.#fail(new Error(`The check of inbox ${this.#due.inboxId} took longer than ${limitMs} ms and was given up.`), "failed");
  }

  /** The worker stops. */
  abandon(): void {
    this.aborted = true;
    this.#settle(null);
  }
}
