import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import type { Person } from "./world.ts";

export interface TimedSubscriber {
  readonly socket: WebSocket;
  close(): void;
}

export interface TimedSubscriberOptions {
  readonly url: string;
  readonly person: Person;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Each event as it came. */
  readonly onEvent: (text: string, socket: WebSocket) => void;
  /** The server closed it. */
  readonly onClosed?: (code: number) => void;
}

/** One socket with one subscription, that tells of every event. */
export function openTimedSubscriber(options: TimedSubscriberOptions): Promise<TimedSubscriber> {
  const { url, person, query, variables = {}, onEvent, onClosed } = options;
  return new Promise((resolve, reject) => {
    const headers = { cookie: person.cookie };
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws", { headers });
    socket.on("error", reject);
    socket.on("close", (code) => onClosed?.(code));
    socket.on("open", () => socket.send('{"type":"connection_init"}'));
    socket.on("message", (data) => {
      const text = String(data);
      if (text.includes('"connection_ack"')) {
        socket.send(JSON.stringify({ id: randomUUID(), type: "subscribe", payload: { query, variables } }));
        resolve({ socket, close: () => socket.terminate() });
      } else if (text.includes('"type":"ping"')) socket.send('{"type":"pong"}');
      else onEvent(text, socket);
    });
  });
}
