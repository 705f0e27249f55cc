/** One event to append. */
export interface Append {
  readonly workspaceId: string;
  readonly inboxId: string;
  readonly memberId: string;
  readonly version: number;
}

/** An event's stored JSON, the same for both contestants. */
export function toAppendBody(id: string, at: Date, inboxId: string, version: number): string {
  return JSON.stringify({
    id: `event_${id.replaceAll("-", "")}`,
    type: "TURNED_OFF",
    at: at.toISOString(),
    actorKind: "MEMBER",
    actorName: "Ola",
    reason: null,
    providerCode: null,
    fromState: "CONNECTED",
    toState: "OFF",
    fromProvider: null,
    toProvider: null,
    grantId: null,
    arrivedMeanwhile: null,
    gap: null,
    inboxId: `inbox_${inboxId.replaceAll("-", "")}`,
    inboxVersion: version,
  });
}

interface Order {
  readonly ms: number;
  readonly appends: readonly Append[];
}

/** Says that it is ready; then, at each order of the bench, appends for so long with so many at once, and says how many. */
export function workLoop(atOnce: number, append: (one: Append) => Promise<void>): void {
  process.on("message", (message: unknown) => {
    if (typeof message === "object" && message !== null && "appends" in message) void run(message as Order);
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ ready: true, url: "" });
  const run = async ({ ms, appends }: Order): Promise<void> => {
    let operations = 0;
    let place = 0;
    const end = performance.now() + ms;
    const work = async (): Promise<void> => {
      while (performance.now() < end) {
        const one = appends[place++ % appends.length];
        if (one) await append(one);
        operations += 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    process.send?.({ operations });
  };
}
