import { WebSocket } from "ws";

/** Plain clients that come back by themselves and go on from their cursors, several subscriptions on a socket. */
export interface ResumingSocket {
  /** The ids that each subscription got, in the order in which they came. */
  readonly seen: readonly (readonly string[])[];
  /** How often it came back. */
  readonly returns: () => number;
  close(): void;
}

export interface ResumingOptions {
  /** Where to connect now; asked for at each time. */
  readonly findUrl: () => string;
  readonly cookie: string;
  readonly subscriptions: number;
  /** From where each begins. */
  readonly after: string;
}

const query = "subscription ($after: Cursor) { inboxEvents(after: $after) { id cursor } }";
const frame = /^\{"id":"(\d+)","type":"next","payload":\{"data":\{"inboxEvents":\{"id":"(\w+)","cursor":"([\w-]+)"\}\}\}\}$/;
const returnMs = 200;

export function openResumingSocket({ findUrl, cookie, subscriptions, after }: ResumingOptions): ResumingSocket {
  const seen = Array.from({ length: subscriptions }, (): string[] => []);
  const cursors = seen.map(() => after);
  let closed = false;
  let connections = 0;
  let socket: WebSocket | null = null;
  const hear = (text: string): void => {
    const [, place, id, cursor] = frame.exec(text) ?? [];
    if (id !== undefined && cursor !== undefined) {
      seen[Number(place)]?.push(id);
      cursors[Number(place)] = cursor;
    } else if (text.includes('"connection_ack"')) {
      cursors.forEach((from, index) =>
        socket?.send(JSON.stringify({ id: String(index), type: "subscribe", payload: { query, variables: { after: from } } })),
      );
    } else socket?.terminate();
  };
  const connect = (): void => {
    if (closed) return;
    connections += 1;
    const own = new WebSocket(`${findUrl().replace(/^http/, "ws")}/graphql`, "graphql-transport-ws", { headers: { cookie } });
    socket = own;
    own.on("open", () => own.send('{"type":"connection_init"}'));
    own.on("message", (data) => own === socket && hear(String(data)));
    own.on("error", () => undefined);
    own.on("close", () => setTimeout(connect, returnMs * (0.5 + Math.random())));
  };
  connect();
  return {
    seen,
    returns: () => connections - 1,
    close() {
      closed = true;
      socket?.terminate();
    },
  };
}
