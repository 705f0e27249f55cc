import { WebSocket } from "ws";
import { until } from "./log-world.ts";

/** A socket of graphql-transport-ws that shows its frames as they came. */
export interface FrameSocket {
  readonly socket: WebSocket;
  /** The payloads of `next`, as text, by the subscription's id. */
  readonly answers: (id: string) => readonly string[];
  /** What ended a subscription: its `error` or `complete` frame, or null. */
  readonly end: (id: string) => string | null;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  subscribe(id: string, query: string, variables?: Readonly<Record<string, unknown>>): void;
  send(message: object): void;
  close(): void;
}

export interface FrameSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** What connection_init says. */
  readonly payload?: Readonly<Record<string, unknown>>;
}

const next = /^\{"id":"([^"]*)","type":"next","payload":/;

/** Connects and waits until the API took it. */
export async function openFrameSocket(apiUrl: string, { headers = {}, payload = {} }: FrameSocketOptions): Promise<FrameSocket> {
  const address = `${apiUrl.replace(/^http/, "ws").replace(/\/graphql$/, "")}/graphql`;
  const socket = new WebSocket(address, "graphql-transport-ws", { headers });
  const answers = new Map<string, string[]>();
  const ends = new Map<string, string>();
  let ready = false;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
  });
  socket.on("error", () => undefined);
  socket.on("message", (data) => {
    const text = String(data);
    const [head, id = ""] = next.exec(text) ?? [];
    if (head !== undefined) {
      const known = answers.get(id) ?? [];
      known.push(text.slice(head.length, -1));
      answers.set(id, known);
    } else if (text.startsWith('{"type":"connection_ack"')) ready = true;
    else if (text.startsWith('{"type":"ping"')) socket.send('{"type":"pong"}');
    else ends.set(String(JSON.parse(text).id), text);
  });
  const send = (message: object): void => socket.send(JSON.stringify(message));
  socket.on("open", () => send({ type: "connection_init", payload }));
  await until(() => ready || socket.readyState === socket.CLOSED, "the socket stands");
  return {
    socket,
    closed,
    send,
    answers: (id) => answers.get(id) ?? [],
    end: (id) => ends.get(id) ?? null,
    subscribe: (id, query, variables = {}) => send({ id, type: "subscribe", payload: { query, variables } }),
    close: () => socket.terminate(),
  };
}
