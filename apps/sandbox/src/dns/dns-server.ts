import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket } from "node:dgram";
import { AUTHORITATIVE_ANSWER, decode, encode } from "dns-packet";
import type { Answer, Packet, Question } from "dns-packet";
import { isPortTaken, loopback } from "../platform/listen.ts";
import type { Listening } from "../platform/listen.ts";
import { answerFrom, zoneName } from "./zone.ts";
import type { Zone } from "./zone.ts";

export type DnsServerNeeds = { readonly ports: readonly number[]; readonly zone: () => Promise<Zone> };

/** The name server of demo.test, by UDP. It knows no other zone and asks nobody else. */
export async function startDnsServer({ ports, zone }: DnsServerNeeds): Promise<Listening> {
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    reply(message, zone).then(
      (answer) => answer && socket.send(answer, from.port, from.address),
      () => sendFailure(socket, message, from),
    );
  });
  const port = await bind(socket, ports);
  socket.on("error", () => undefined);
  return { port, close: () => new Promise((resolve) => socket.close(() => resolve())) };
}

async function bind(socket: Socket, ports: readonly number[]): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.bind(port, loopback, () => {
          socket.off("error", reject);
          resolve();
        });
      });
      return socket.address().port;
    } catch (error) {
      if (index === ports.length - 1 || !isPortTaken(error)) throw error;
    }
  }
  throw new Error("No port was given.");
}

async function reply(message: Buffer, findZone: () => Promise<Zone>): Promise<Buffer | null> {
  const query = parseQuery(message);
  const question = query?.questions?.[0];
  if (!query || !question) return null;
  const answer = answerFrom(await findZone(), question);
  if (answer.kind === "hang") return null;
  const answers = answer.kind === "answer" ? answer.answers : [];
  return encode(toPacket(query.id ?? 0, question, { kind: answer.kind, answers }));
}

/** Null for what is no question: an answer to noise could be bounced for ever. */
function parseQuery(message: Buffer): Packet | null {
  try {
    const packet = decode(message);
    return packet.type === "query" ? packet : null;
  } catch {
    return null;
  }
}

/** RFC 1035 4.1.1 */
const rcodes = { answer: 0, servfail: 2, nxdomain: 3, refused: 5 } as const;

type Said = { readonly kind: keyof typeof rcodes; readonly answers?: readonly Answer[] };

function toPacket(id: number, question: Question, answer: Said): Packet {
  const isOurs = answer.kind !== "refused";
  const answers = answer.answers ?? [];
  return {
    type: "response",
    id,
    flags: (isOurs ? AUTHORITATIVE_ANSWER : 0) | rcodes[answer.kind],
    questions: [question],
    answers: [...answers],
    // Says how long "there is nothing" may be believed (RFC 2308).
    authorities: isOurs && answers.length === 0 ? [startOfAuthority] : [],
  };
}

const startOfAuthority: Answer = {
  type: "SOA",
  name: zoneName,
  ttl: 1,
  data: {
    mname: `ns.${zoneName}`,
    rname: `hostmaster.${zoneName}`,
    serial: 1,
    refresh: 60,
    retry: 60,
    expire: 600,
    minimum: 1,
  },
};

function sendFailure(socket: Socket, message: Buffer, from: RemoteInfo): void {
  const query = parseQuery(message);
  const question = query?.questions?.[0];
  if (!query || !question) return;
  socket.send(encode(toPacket(query.id ?? 0, question, { kind: "servfail" })), from.port, from.address);
}
