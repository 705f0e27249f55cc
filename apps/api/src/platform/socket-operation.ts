import type { ExecutionResult, GraphQLError } from "graphql";
import { MessageType } from "graphql-ws";
import type { ToPublicError } from "./graphql-errors.ts";
import { toGraphqlError, toPublic, toPublicResult } from "./public-result.ts";
import type { Joined } from "./shared-source.ts";
import { BoundedSink, type SocketPressure } from "./socket-sink.ts";

/** The connection that an operation runs on. */
export interface OperationOwner {
  readonly toPublicError: ToPublicError;
  /** Its id is free again. */
  forget(operation: SocketOperation): void;
}

/** As each of an operation's messages begins, and by what it is known. Joined, it is one piece; by a template it would stay a tree for as long as it is kept. */
export function toOpening(id: string): string {
  return ['{"id":', JSON.stringify(id)].join("");
}

/** One operation of graphql-transport-ws from its `subscribe` on: where its answers go, and how it ends. */
export class SocketOperation extends BoundedSink {
  /** The one that began before it, on the same connection. */
  before: SocketOperation | null = null;
  readonly #owner: OperationOwner;
  readonly #opening: string;
  #source: Joined | null = null;

  constructor(pressure: SocketPressure, owner: OperationOwner, opening: string) {
    super(pressure);
    this.#owner = owner;
    this.#opening = opening;
  }

  is(opening: string): boolean {
    return this.#opening === opening;
  }

  /** What is left once it is over. */
  follow(source: Joined): void {
    if (this.isOpen) this.#source = source;
    else source.leave();
  }

  tell(result: ExecutionResult): void {
    this.next(JSON.stringify(toPublicResult(result, this.#owner.toPublicError)));
  }

  complete(): void {
    this.#end(`${this.#opening},"type":"${MessageType.Complete}"}`);
  }

  /** Ends it with what is wrong. */
  refuse(errors: readonly GraphQLError[]): void {
    const payload = errors.map((error) => toPublic(error, this.#owner.toPublicError));
    this.#end(`${this.#opening},"type":"${MessageType.Error}","payload":${JSON.stringify(payload)}}`);
  }

  fail(error: Error): void {
    if (this.isOpen) this.refuse([toGraphqlError(error)]);
  }

  /** Its client wants no more, or is gone. */
  stop(): void {
    this.#owner.forget(this);
    this.release();
    this.#source?.leave();
  }

  protected toFrame(json: string): string {
    return `${this.#opening},"type":"${MessageType.Next}","payload":${json}}`;
  }

  #end(lastFrame: string): void {
    if (!this.isOpen) return;
    this.write(lastFrame);
    // A source that has not ended itself (what came of it failed) is not waited for by anybody any more.
    this.stop();
  }
}
