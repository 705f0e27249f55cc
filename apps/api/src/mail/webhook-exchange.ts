import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Sending, Sent } from "../webhook/webhook.ports.ts";
import { toRetryAfterMs } from "./token-body.ts";

/** More than this of an answer is not read; this much of it is kept. In bytes. */
const mostRead = 64 * 1_024;
const mostKept = 2_048;

/** Whatever it sends, it can be stored and shown: no more than 2 KiB, and no character that is none. */
function toText(parts: readonly Buffer[]): string {
  if (parts.length === 0) return "";
  const bytes = Buffer.concat(parts).subarray(0, mostKept);
  return new TextDecoder().decode(bytes).replaceAll("\0", "\u{FFFD}");
}

function retryAfterOf(headers: IncomingHttpHeaders): number | null {
  const asked = headers["retry-after"];
  if (typeof asked !== "string") return null;
  const date = headers["date"];
  return toRetryAfterMs(asked, Date.parse(typeof date === "string" ? date : ""));
}

/** One request and its answer, told of by the dispatcher itself: that needs no stream for a body, which most lack, and no signal of its own. */
export class WebhookExchange implements Dispatcher.DispatchHandler, Sending {
  /** Never rejects. */
  readonly sent: Promise<Sent>;
  #settle: (sent: Sent) => void = () => undefined;
  #controller: Dispatcher.DispatchController | null = null;
  #answer: Sent["answer"] | null = null;
  readonly #parts: Buffer[] = [];
  #length = 0;
  #isOver = false;
  readonly #late: NodeJS.Timeout;

  /** @param timeoutMs - for all of it. */
  constructor(timeoutMs: number) {
    this.sent = new Promise((resolve) => (this.#settle = resolve));
    this.#late = setTimeout(() => this.#break({ type: "timedOut" }), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) controller.abort(new Error("Given up while it waited for a connection."));
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // What comes before the answer itself (100, 103) says nothing.
    if (status >= 200) this.#answer = { type: "answered", status, retryAfterMs: retryAfterOf(headers) };
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#length < mostKept) this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length > mostRead) this.#break({ type: "unreachable" });
  }

  onResponseEnd(): void {
    this.#end({ type: "unreachable" });
  }

  onResponseError(): void {
    this.#end({ type: "unreachable" });
  }

  leave(): void {
    this.#break({ type: "unreachable" });
  }

  #break(otherwise: Sent["answer"]): void {
    this.#end(otherwise);
    this.#controller?.abort(new Error("Given up."));
  }

  /** The status counts once it has come, whatever becomes of the rest. */
  #end(otherwise: Sent["answer"]): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#late);
    this.#settle(this.#answer ? { answer: this.#answer, response: toText(this.#parts) } : { answer: otherwise, response: null });
  }
}
