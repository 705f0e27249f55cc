import { execute, type ExecutionArgs, type ExecutionResult } from "graphql";

/**
 * The second half of graphql's `subscribe`, with a context for each event: with one for the whole subscription, its
 * loaders would give the first answer for ever. `return()` reaches the source at once, also while it waits.
 * @param perEvent - the context of one event.
 */
export function createFreshStream(
  args: ExecutionArgs,
  source: AsyncIterable<unknown>,
  perEvent: () => object | Promise<object>,
): AsyncIterableIterator<ExecutionResult> {
  const events = source[Symbol.asyncIterator]();
  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      const event = await events.next();
      if (event.done) return { done: true, value: undefined };
      return { done: false, value: await execute({ ...args, rootValue: event.value, contextValue: await perEvent() }) };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}
