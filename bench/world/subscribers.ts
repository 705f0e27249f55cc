import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import type { Person } from "./world.ts";

export interface Subscribers {
  /** Resolves once each of them has this event, and no other before it, with how many they are. */
  receive(eventId: string): Promise<number>;
  /** The last event as this query shows it. */
  lastEvent(query: string): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

const limitMs = 30_000;
const openedAtOnce = 20;

interface Waiting {
  readonly eventId: string;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
  left: number;
}

interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function open(url: string, { cookie }: Person, question: Question, onEvent: (text: string) => void): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws", { headers: { cookie } });
    socket.on("error", reject);
    socket.on("open", () => socket.send('{"type":"connection_init"}'));
    socket.on("message", (data) => {
      const text = String(data);
      if (text.includes('"connection_ack"')) {
        // Each client draws its own, as the protocol's library does.
        socket.send(JSON.stringify({ id: randomUUID(), type: "subscribe", payload: question }));
        resolve(socket);
      } else if (text.includes('"ping"')) socket.send('{"type":"pong"}');
      else onEvent(text);
    });
  });
}

/** One socket for each person, with these subscriptions in turn. */
export async function openSubscribers(
  url: string,
  people: readonly Person[],
  queries: readonly string[],
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Subscribers> {
  let waiting: Waiting | null = null;
  const last = new Map<string, string>();
  const onEvent = (query: string, text: string): void => {
    const now = waiting;
    if (!now || !text.includes(`"id":"${now.eventId}"`)) {
      now?.fail(new Error(`Another event than the one that was sent: ${text.slice(0, 300)}`));
      return;
    }
    last.set(query, text);
    now.left -= 1;
    if (now.left === 0) now.done();
  };
  const sockets: WebSocket[] = [];
  for (let first = 0; first < people.length; first += openedAtOnce) {
    const some = people.slice(first, first + openedAtOnce).map((person, index) => {
      const query = queries[(first + index) % queries.length] ?? "";
      return open(url, person, { query, variables }, (text) => onEvent(query, text));
    });
    sockets.push(...(await Promise.all(some)));
  }
  return {
    receive: (eventId) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${waiting?.left} subscribers did not get an event.`)), limitMs);
        const end = (then: () => void) => {
          clearTimeout(late);
          waiting = null;
          then();
        };
        waiting = {
          eventId,
          left: sockets.length,
          done: () => end(() => resolve(sockets.length)),
          fail: (error) => end(() => reject(error)),
        };
      }),
    lastEvent: (query) => JSON.parse(last.get(query) ?? "").payload.data.inboxEvents,
    async close() {
      for (const socket of sockets) socket.terminate();
    },
  };
}
