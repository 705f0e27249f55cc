import { createSocket, type Socket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode, encode, type Answer } from "dns-packet";
import { generate } from "selfsigned";
import { createMailTrust, type MailTrust } from "../src/mail/mail-trust.ts";

/** What a name server does when it is asked about a name: its records of any type, or trouble. */
export type NameReply = readonly Answer[] | "silent" | "servfail" | "refused";

export interface NameServer {
  /** For RELINK_DNS_SERVERS. */
  readonly address: string;
  /** "MX example.test", in the order in which they came. */
  readonly asked: string[];
  /** Names, lower case; every other is NXDOMAIN, and a name without records of the type asked has none. */
  readonly zone: Map<string, NameReply>;
  close(): Promise<void>;
}

const rcodes = { servfail: 2, nxdomain: 3, refused: 5 } as const;

/** A real name server on this machine that says what a test wants. */
export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  const zone = new Map<string, NameReply>();
  socket.on("message", (message, from) => {
    const query = decode(message);
    const question = query.questions?.[0];
    if (!question) return;
    const name = question.name.toLowerCase();
    asked.push(`${question.type} ${name}`);
    const reply = zone.get(name);
    if (reply === "silent") return;
    const rcode = reply === undefined ? rcodes.nxdomain : typeof reply === "string" ? rcodes[reply] : 0;
    const answers = typeof reply === "object" ? reply.filter(({ type }) => type === question.type || type === "CNAME") : [];
    socket.send(
      encode({ type: "response", id: query.id ?? 0, flags: 0x0100 | 0x0080 | rcode, questions: [question], answers }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${socket.address().port}`, asked, zone, close: () => closeSocket(socket) };
}

function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

export const a = (name: string, data = "127.0.0.1"): Answer => ({ type: "A", name, ttl: 60, data });
export const mx = (name: string, exchange: string, preference = 10): Answer => ({
  type: "MX",
  name,
  ttl: 60,
  data: { exchange, preference },
});
export const cname = (name: string, data: string): Answer => ({ type: "CNAME", name, ttl: 60, data });
export const srv = (name: string, target: string, port: number, priority = 0, weight = 1): Answer => ({
  type: "SRV",
  name,
  ttl: 60,
  data: { target, port, priority, weight },
});

export type Page = (request: IncomingMessage, response: ServerResponse) => void;

export interface WebServer {
  readonly port: number;
  readonly trust: MailTrust;
  /** "host/path" without the query, in the order in which they came. */
  readonly asked: string[];
  /** By "host/path"; every other is 404. */
  readonly pages: Map<string, Page>;
  close(): Promise<void>;
}

/** A real https server on this machine, with a certificate for `names`, and the trust that accepts it. */
export async function startWebServer(names: readonly string[]): Promise<WebServer> {
  const altNames = names.map((value) => ({ type: 2 as const, value }));
  const extensions = [
    { name: "basicConstraints" as const, cA: true },
    { name: "subjectAltName" as const, altNames },
  ];
  const made = await generate([{ name: "commonName", value: "strangers" }], { keySize: 2048, algorithm: "sha256", extensions });
  const asked: string[] = [];
  const pages = new Map<string, Page>();
  const server = createServer({ key: made.private, cert: made.cert }, (request, response) => {
    const place = `${(request.headers.host ?? "").replace(/:\d+$/, "")}${(request.url ?? "").split("?")[0]}`;
    asked.push(place);
    response.on("error", () => undefined);
    const page = pages.get(place);
    if (page) page(request, response);
    else response.writeHead(404).end("<html>not here</html>");
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, trust: trustIn(made.cert), asked, pages, close: () => closeServer(server) };
}

function trustIn(certificate: string): MailTrust {
  const folder = mkdtempSync(join(tmpdir(), "relink-strangers-"));
  const file = join(folder, "ca.pem");
  writeFileSync(file, certificate);
  const trust = createMailTrust(file);
  rmSync(folder, { recursive: true });
  return trust;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A document that names one IMAP and one SMTP server. */
export function autoconfigFor(imapHost: string, smtpHost = imapHost): string {
  return `<clientConfig version="1.1"><emailProvider id="x">
    <incomingServer type="imap"><hostname>${imapHost}</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>
    <outgoingServer type="smtp"><hostname>${smtpHost}</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>
  </emailProvider></clientConfig>`;
}

export const answer =
  (text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Page =>
  (_request, response) =>
    response.writeHead(status, headers).end(text);
