/** Reads the values of all these keys at once; a key that has none is not in the map. */
type ReadAll<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

interface Asked<Value> {
  readonly key: string;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads single values, at most `atOnce` (default 2) reads at a time: what is asked for meanwhile goes into the next
 * read together, 100 keys at most. A read begins only after its keys were asked for, so nobody is answered with what
 * was known before. Where a read throws, all that asked for it are told.
 */
export function createGathered<Value>(readAll: ReadAll<Value>, atOnce = 2): (key: string) => Promise<Value | undefined> {
  const mostKeys = 100;
  let waiting: Asked<Value>[] = [];
  let reading = 0;
  const readNext = async (): Promise<void> => {
    if (reading >= atOnce || waiting.length === 0) return;
    const asked = waiting.slice(0, mostKeys);
    waiting = waiting.slice(mostKeys);
    reading += 1;
    try {
      const found = await readAll([...new Set(asked.map(({ key }) => key))]);
      for (const { key, resolve } of asked) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    } finally {
      reading -= 1;
      void readNext();
    }
  };
  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      void readNext();
    });
}
