/**
 * A stream that ends when its consumer leaves, even while it waits: `return()` of a bare async generator would only
 * take effect after the next value, which may never come. `run` must stop waiting when its signal is aborted.
 * @param signals - each of them ends it too, without an error.
 */
export function createStream<Value>(
  signals: readonly AbortSignal[],
  run: (signal: AbortSignal) => AsyncGenerator<Value, void, void>,
): AsyncIterableIterator<Value> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([...signals, leaving.signal]);
  const values = run(signal);
  // One that stands at a value nobody asked on from must tidy up too; its own errors go to who waits in next().
  const finish = (): void => void values.return().catch(() => undefined);
  if (signal.aborted) finish();
  else signal.addEventListener("abort", finish, { once: true });
  const stream: AsyncIterableIterator<Value> = {
    next: () => values.next(),
    async return() {
      leaving.abort();
      await values.return();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      leaving.abort();
      return values.throw(error);
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
