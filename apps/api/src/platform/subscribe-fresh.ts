import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from "graphql";

function isStream(value: AsyncIterable<unknown> | ExecutionResult): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}

function toContext(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/**
 * graphql's `subscribe` with a context for each event: with one for the whole subscription, its loaders would give the
 * first answer for ever. `return()` reaches the source at once, also while it waits.
 * @param perEvent - the context of one event, from that of the subscription.
 */
export function createFreshSubscribe(perEvent: (context: object) => object | Promise<object>) {
  return async (args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> => {
    const source = await createSourceEventStream(args);
    if (!isStream(source)) return source;
    const events = source[Symbol.asyncIterator]();
    const results: AsyncIterableIterator<ExecutionResult> = {
      async next() {
        const event = await events.next();
        if (event.done) return { done: true, value: undefined };
        return {
          done: false,
          value: await execute({ ...args, rootValue: event.value, contextValue: await perEvent(toContext(args.contextValue)) }),
        };
      },
      async return() {
        await events.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => results,
    };
    return results;
  };
}
