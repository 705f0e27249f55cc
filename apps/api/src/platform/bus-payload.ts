/** Workspace, topic, id (null where many changed). */
export type BusChangeItem = readonly [workspaceId: string, topic: string, id: string | null];

/** What one notification carries. */
export interface BusMessage {
  /** The process that speaks. */
  readonly origin: string;
  /** Workspaces whose log has grown. */
  readonly grown: readonly string[];
  readonly changes: readonly BusChangeItem[];
  /** Too much happened to name it: read again all that is followed. */
  readonly all: boolean;
  /** It has just begun to listen: who kept quiet while alone speaks from now on. */
  readonly hello: boolean;
}

/** PostgreSQL takes payloads below 8,000 bytes. Every item is ASCII and below 130 bytes. */
const itemsPerPayload = 50;

/** As few payloads as carry it all, each below 8,000 bytes. */
export function toBusPayloads(message: BusMessage): readonly string[] {
  const items = [
    ...message.grown.map((workspaceId) => ({ workspaceId, change: null })),
    ...message.changes.map((change) => ({ workspaceId: null, change })),
  ];
  const payloads: string[] = [];
  for (let from = 0; from < Math.max(items.length, message.all ? 1 : 0); from += itemsPerPayload) {
    const part = items.slice(from, from + itemsPerPayload);
    const grown = part.flatMap(({ workspaceId }) => (workspaceId === null ? [] : [workspaceId]));
    const changes = part.flatMap(({ change }) => (change === null ? [] : [change]));
    payloads.push(JSON.stringify({ origin: message.origin, grown, changes, all: message.all, hello: message.hello } satisfies BusMessage));
  }
  return payloads;
}

export function toHelloPayload(origin: string): string {
  return JSON.stringify({ origin, grown: [], changes: [], all: false, hello: true } satisfies BusMessage);
}

function isChangeItem(value: unknown): value is BusChangeItem {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [workspaceId, topic, id]: unknown[] = value;
  return typeof workspaceId === "string" && typeof topic === "string" && (id === null || typeof id === "string");
}

/** Null where it is not one of ours: another version of Relink may speak on the same channel. */
export function parseBusPayload(payload: string): BusMessage | null {
  try {
    const parsed: unknown = JSON.parse(payload);
    if (typeof parsed !== "object" || parsed === null) return null;
    const { origin, grown, changes, all, hello } = parsed as Record<string, unknown>;
    if (typeof origin !== "string" || !Array.isArray(grown) || !Array.isArray(changes)) return null;
    return {
      origin,
      grown: grown.filter((item) => typeof item === "string"),
      changes: changes.filter(isChangeItem),
      all: all === true,
      hello: hello === true,
    };
  } catch {
    return null;
  }
}
