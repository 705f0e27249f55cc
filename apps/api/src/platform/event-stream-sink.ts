import { BoundedSink, type SocketPressure } from "./socket-sink.ts";

/** GraphQL over Server-Sent Events; an answer's id is where a client goes on from. */
export class EventStreamSink extends BoundedSink {
  /** Once nothing comes any more; rejects with the reason where its source has ended it. */
  readonly ended: Promise<void>;
  #settle: (error: Error | null) => void = () => undefined;

  constructor(pressure: SocketPressure) {
    super(pressure);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve());
    });
    // Where nobody waits for its end, that is no failure of the process.
    this.ended.catch(() => undefined);
  }

  protected toFrame(json: string, id: string): string {
    return `event: next\n${id === "" ? "" : `id: ${id}\n`}data: ${json}\n\n`;
  }

  override release(): void {
    super.release();
    this.#settle(null);
  }

  fail(error: Error): void {
    this.#settle(error);
    this.release();
  }
}
