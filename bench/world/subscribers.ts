import { WebSocket } from "ws";
import type { Person } from "./world.ts";

export interface Subscribers {
  /** Resolves once each of them has this event, and no other before it, with how many they are. */
  receive(eventId: string): Promise<number>;
  lastEvent(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

const limitMs = 30_000;

interface Waiting {
  readonly eventId: string;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
  left: number;
}

function open(url: string, { cookie }: Person, query: string, onEvent: (text: string) => void): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws", { headers: { cookie } });
    socket.on("error", reject);
    socket.on("open", () => socket.send('{"type":"connection_init"}'));
    socket.on("message", (data) => {
      const text = String(data);
      if (text.includes('"connection_ack"')) {
        socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
        resolve(socket);
      } else if (text.includes('"ping"')) socket.send('{"type":"pong"}');
      else onEvent(text);
    });
  });
}

/** One socket for each person, all with the same subscription. */
export async function openSubscribers(url: string, people: readonly Person[], query: string): Promise<Subscribers> {
  let waiting: Waiting | null = null;
  let last = "";
  const onEvent = (text: string): void => {
    const now = waiting;
    if (!now || !text.includes(`"id":"${now.eventId}"`)) {
      now?.fail(new Error(`Another event than the one that was sent: ${text.slice(0, 300)}`));
      return;
    }
    last = text;
    now.left -= 1;
    if (now.left === 0) now.done();
  };
  const sockets: WebSocket[] = [];
  for (const person of people) sockets.push(await open(url, person, query, onEvent));
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
    lastEvent: () => JSON.parse(last).payload.data.inboxEvents,
    async close() {
      for (const socket of sockets) socket.terminate();
    },
  };
}
