import { mkdtempSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

/** One request as it came. */
export interface Received {
  readonly path: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: number;
}

export interface Receiver {
  /** Of this name on the receiver: `https://127.0.0.1:…/<name>`. */
  urlOf(name: string): string;
  /** PEM file of the authority that vouches for it. */
  readonly caFile: string;
  /** What came to this name, in order. */
  of(name: string): readonly Received[];
  /** From now on this name answers so; by default 204. */
  answer(name: string, respond: (response: ServerResponse, received: Received) => void): void;
  close(): Promise<void>;
}

/** An HTTPS server with a certificate for 127.0.0.1. */
export async function startReceiver(): Promise<Receiver> {
  const extensions = [
    { name: "basicConstraints" as const, cA: true },
    { name: "subjectAltName" as const, altNames: [{ type: 7 as const, ip: "127.0.0.1" }] },
  ];
  const made = await generate([{ name: "commonName", value: "receiver" }], { keySize: 2048, algorithm: "sha256", extensions });
  const caFile = join(mkdtempSync(join(tmpdir(), "relink-receiver-")), "ca.pem");
  writeFileSync(caFile, made.cert);
  const received: Received[] = [];
  const answers = new Map<string, (response: ServerResponse, received: Received) => void>();
  const sockets = new Set<Socket>();
  const server = createServer({ key: made.private, cert: made.cert }, async (request: IncomingMessage, response) => {
    const one = { path: request.url ?? "", ...(await read(request)), at: Date.now() };
    received.push(one);
    const respond = answers.get(one.path.slice(1));
    if (respond) respond(response, one);
    else response.writeHead(204).end();
  });
  server.on("secureConnection", (socket: Socket) =>
    sockets.add(socket.on("error", () => undefined).on("close", () => sockets.delete(socket))),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    caFile,
    urlOf: (name) => `https://127.0.0.1:${port}/${name}`,
    of: (name) => received.filter(({ path }) => path === `/${name}`),
    answer: (name, respond) => void answers.set(name, respond),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<Pick<Received, "id" | "headers" | "body">> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { id: headers["webhook-id"] ?? "", headers, body: Buffer.concat(parts).toString("utf8") };
}
