import type { Sink } from "./shared-source.ts";

/** "Too slow: come back and go on from your cursor." Not one of the protocol's own codes, so its clients do come back. */
export const tooSlowCode = 4413;
const tooSlowReason = "Too slow: resume from your cursor";

export interface SinkLimits {
  /** Bytes that wait in this process for one socket. */
  readonly bytes: number;
  /** Answers that wait in this process for one socket. */
  readonly answers: number;
}

export const sinkLimits: SinkLimits = { bytes: 1024 * 1024, answers: 1_000 };
/** What is caught up with from the log stays far below the limits: it can wait. */
const busyShare = 4;

/** What is written to: a socket, or what is like one. */
export interface Outlet {
  readonly OPEN: number;
  readonly readyState: number;
  /** Bytes that wait in this process. */
  readonly bufferedAmount: number;
  send(text: string, sent?: () => void): void;
  close(code: number, reason: string): void;
}

/** The connection beneath an outlet. */
export interface Connection {
  /** Sends each of these in one call of the system for all, where each alone would cost one: most of what sending it costs. */
  sendAll(texts: readonly string[], sent?: () => void): void;
}

/** What waits for one socket, whichever subscription it belongs to. */
export class SocketPressure {
  readonly #socket: Outlet;
  readonly #connection: Connection;
  readonly #limits: SinkLimits;
  /** Made where somebody waits: nearly no socket ever has one. */
  #waiters: Set<() => void> | null = null;
  #waiting = 0;
  /** What is to be sent together; null: each goes at once. */
  #gathered: string[] | null = null;
  /** Of what is gathered, in characters. */
  #length = 0;

  constructor(socket: Outlet, connection: Connection, limits: SinkLimits = sinkLimits) {
    this.#socket = socket;
    this.#connection = connection;
    this.#limits = limits;
  }

  send(frame: string): void {
    const socket = this.#socket;
    if (this.#gathered !== null) {
      this.#gathered.push(frame);
      this.#length += frame.length;
    } else if (socket.readyState === socket.OPEN) {
      // Nothing waits, as nearly always: then this one is not counted, and its end not told.
      if (socket.bufferedAmount === 0 && this.#waiting === 0) socket.send(frame);
      else {
        this.#waiting += 1;
        socket.send(frame, () => this.#sent(1));
      }
      this.#endIfSlow();
    }
  }

  /** Sends in one piece all that is sent meanwhile. */
  together(write: () => void): void {
    const gathered: string[] = (this.#gathered ??= []);
    try {
      write();
    } finally {
      this.#gathered = null;
      this.#length = 0;
    }
    if (gathered.length === 0 || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#waiting += gathered.length;
    this.#connection.sendAll(gathered, () => this.#sent(gathered.length));
    this.#endIfSlow();
  }

  #endIfSlow(): void {
    const { bytes, answers } = this.#limits;
    if (this.#socket.bufferedAmount > bytes || this.#waiting > answers) this.#socket.close(tooSlowCode, tooSlowReason);
  }

  isBusy(): boolean {
    const { bytes, answers } = this.#limits;
    return this.#socket.bufferedAmount + this.#length > bytes / busyShare || this.#waiting > answers / busyShare;
  }

  onDrained(waiter: () => void): () => void {
    const waiters = (this.#waiters ??= new Set());
    // With nothing counted nothing would tell.
    if (this.#waiting === 0) setTimeout(waiter, 10);
    else waiters.add(waiter);
    return () => void waiters.delete(waiter);
  }

  #sent(answers: number): void {
    this.#waiting -= answers;
    if (this.#waiting > 0 || this.#waiters === null) return;
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }
}

/** One subscription's answers, as the frames of its protocol, written to the socket itself. */
export abstract class BoundedSink implements Sink {
  readonly #pressure: SocketPressure;
  #wake: (() => void) | null = null;
  #released = false;

  constructor(pressure: SocketPressure) {
    this.#pressure = pressure;
  }

  protected abstract toFrame(json: string, id: string): string;

  get isOpen(): boolean {
    return !this.#released;
  }

  next(json: string, id = ""): void {
    if (!this.#released) this.write(this.toFrame(json, id));
  }

  protected write(frame: string): void {
    this.#pressure.send(frame);
  }

  together(write: () => void): void {
    this.#pressure.together(write);
  }

  isBusy(): boolean {
    return this.#pressure.isBusy();
  }

  drained(): Promise<void> {
    if (this.#released) return Promise.resolve();
    return new Promise((resolve) => {
      const forget = this.#pressure.onDrained(resolve);
      this.#wake = () => {
        forget();
        resolve();
      };
    });
  }

  abstract fail(error: Error): void;

  release(): void {
    this.#released = true;
    this.#wake?.();
    this.#wake = null;
  }
}
