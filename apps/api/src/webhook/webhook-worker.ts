import { createPlaces, type Place } from "./places.ts";
import type { ClaimedEndpoint, Completion } from "./queue.store.ts";
import { serveEndpoint, type ServeNeeds, type ServeSignals } from "./serve-endpoint.ts";

/** Delivers webhooks: many workers on one database share the endpoints, and a dead one loses nothing. */
export interface WebhookWorker {
  start(): void;
  /** There may be something to deliver: look at once. */
  nudge(): void;
  /** Claims no more, and waits for requests that are under way, 2 s at most; those that it breaks off are sent again. */
  stop(): Promise<void>;
}

export interface WebhookWorkerOptions extends ServeNeeds {
  readonly onError: (error: unknown) => void;
  /** How many endpoints are served at once, as long as they answer; default 32. */
  readonly endpointsAtOnce?: number;
  /** How many at once in all, with those that leave us waiting; default 256. */
  readonly mostEndpoints?: number;
  /** An endpoint that has not answered for so long gives its place to another; milliseconds, default 1,000. */
  readonly patienceMs?: number;
  /** How often is looked without a nudge; milliseconds, default 500. */
  readonly pollMs?: number;
  /** Milliseconds; default 2,000. */
  readonly stopLimitMs?: number;
}

export function createWebhookWorker(options: WebhookWorkerOptions): WebhookWorker {
  const { pollMs = 500, stopLimitMs = 2_000 } = options;
  const [leaving, breakingOff] = [new AbortController(), new AbortController()];
  const hands = createHands(options, { leaving: leaving.signal, breakingOff: breakingOff.signal });
  let timer: NodeJS.Timeout | null = null;
  return {
    nudge: () => timer !== null && hands.look(),
    start() {
      timer ??= setInterval(hands.look, pollMs);
      hands.look();
    },
    async stop() {
      leaving.abort();
      if (timer) clearInterval(timer);
      timer = null;
      const late = setTimeout(() => breakingOff.abort(), stopLimitMs);
      await hands.rest();
      clearTimeout(late);
    },
  };
}

async function serveAt(place: Place, options: WebhookWorkerOptions, claimed: ClaimedEndpoint, signals: ServeSignals): Promise<void> {
  const onStored = (of: ClaimedEndpoint, completion: Completion): void => {
    if (completion.ended.some(({ status }) => status !== null)) place.answered();
    options.onStored(of, completion);
  };
  try {
    await serveEndpoint({ ...options, onStored }, claimed, signals);
  } catch (error) {
    options.onError(error);
  } finally {
    place.leave();
  }
}

/** Claims endpoints while there is room, and serves each. */
function createHands(options: WebhookWorkerOptions, signals: ServeSignals) {
  const { store, clock, onError, leaseMs, endpointsAtOnce = 32, mostEndpoints = 256, patienceMs = 1_000 } = options;
  const serving = new Set<Promise<void>>();
  let claiming: Promise<void> | null = null;
  let again = false;

  const serve = (claimed: ClaimedEndpoint): void => {
    const ended = serveAt(places.take(), options, claimed, signals).finally(() => serving.delete(ended));
    serving.add(ended);
  };
  const claim = async (): Promise<void> => {
    while (again && !signals.leaving.aborted && places.free() > 0) {
      again = false;
      const at = clock.now();
      for (const claimed of await store.claim(at, at + leaseMs, places.free())) serve(claimed);
    }
  };
  const look = (): void => {
    if (signals.leaving.aborted) return;
    again = true;
    claiming ??= claim()
      .catch(onError)
      .finally(() => (claiming = null));
  };
  const places = createPlaces({ answering: endpointsAtOnce, most: mostEndpoints, patienceMs, onFree: look });
  return {
    look,
    async rest(): Promise<void> {
      await claiming;
      await Promise.all(serving);
    },
  };
}
