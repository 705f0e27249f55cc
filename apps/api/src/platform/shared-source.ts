import type { DocumentNode, GraphQLSchema } from "graphql";
import type { Viewer } from "./viewer.ts";

/** A subscription's operation, as far as its answers depend on it. */
export interface SharedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The language that was asked for; null: each person's own. */
  readonly locale: string | null;
  /** The JSON of the public result for this value, as this viewer sees it; everything is read anew. */
  execute(value: object, viewer: Viewer): Promise<string>;
}

/** Where the answers of one subscription go. It is bounded: whoever reads too slowly is let go. */
export interface Sink {
  /** @param id - how a client names this answer when it comes back; a cursor. */
  next(json: string, id: string): void;
  /** What is written meanwhile goes out in one piece. */
  together(write: () => void): void;
  /** Whether so much waits already that what need not be sent now should wait. */
  isBusy(): boolean;
  /** Resolves once nothing waits, or once it is over. */
  drained(): Promise<void>;
  /** Nothing is sent any more: its client has left. */
  release(): void;
  /** The source has ended it: its client is told why, after what came before. */
  fail(error: Error): void;
}

export interface Joined {
  leave(): void;
}

/** Writes a source's answers to a sink of its own: answers that are alike are made once for many. */
export type Join = (operation: SharedOperation, sink: Sink) => Joined;

/** A subscription's source that can answer many at once; as an iterable it is one's own. */
export class SharedSource<Value> implements AsyncIterable<Value> {
  readonly join: Join;
  readonly #alone: () => AsyncIterator<Value>;

  constructor(join: Join, alone: () => AsyncIterator<Value>) {
    this.join = join;
    this.#alone = alone;
  }

  [Symbol.asyncIterator](): AsyncIterator<Value> {
    return this.#alone();
  }
}
