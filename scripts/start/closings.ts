export type Closing = () => Promise<void>;

/** What was brought up and has to be taken down again, the last first. */
export interface Closings {
  /** Answers a function that takes it off the list: it ended by itself. */
  add(closing: Closing): () => void;
  /** Runs each of them once. */
  closeAll(): Promise<void>;
  readonly closing: boolean;
}

export function createClosings(): Closings {
  const list: Closing[] = [];
  let running: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    // What is added meanwhile is taken down, too.
    for (let next = list.pop(); next; next = list.pop()) await next();
  };
  return {
    get closing() {
      return running !== null;
    },
    add(closing) {
      list.push(closing);
      return () => {
        const at = list.indexOf(closing);
        if (at >= 0) list.splice(at, 1);
      };
    },
    closeAll() {
      // Again after the first time: something may have come up while it ran.
      running = (running ?? Promise.resolve()).then(drain);
      return running;
    },
  };
}
