import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { generate } from "selfsigned";
import { createHostGuard } from "./host-guard.ts";
import { createMailTrust } from "./mail-trust.ts";
import type { Mailboxes } from "./mailbox.ts";
import { createGuardedMailboxes } from "./mailboxes.ts";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that vouches for itself, for one name. */
export async function makeCertificate(name: string): Promise<Certificate> {
  const extensions = [
    { name: "basicConstraints" as const, cA: true },
    { name: "subjectAltName" as const, altNames: [{ type: 2 as const, value: name }] },
  ];
  const made = await generate([{ name: "commonName", value: name }], { keySize: 2048, algorithm: "sha256", extensions });
  return { key: made.private, cert: made.cert };
}

export interface ListeningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a free port, and ends every connection when it closes. */
export async function listen(server: Server): Promise<ListeningServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server of one behaviour, over TLS from the first byte. */
export function tlsServer(certificate: Certificate, behave: (socket: TLSSocket) => void): Promise<ListeningServer> {
  const server = createTlsServer({ ...certificate }, (socket) => {
    socket.on("error", () => undefined);
    behave(socket);
  });
  server.on("tlsClientError", () => undefined);
  return listen(server);
}

/** The same without TLS. */
export function plainServer(behave: (socket: Socket) => void): Promise<ListeningServer> {
  return listen(createPlainServer(behave));
}

/** Answers each line that comes with what `answer` makes of its tag and its words; null says nothing. */
export function speak(socket: Socket, greeting: string, answer: (tag: string, words: string) => string | null): void {
  let rest = "";
  socket.write(greeting);
  socket.on("data", (data: Buffer) => {
    const lines = (rest + data.toString("latin1")).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [tag = "", ...words] = line.split(" ");
      const said = answer(tag, words.join(" "));
      if (said !== null) socket.write(said, "latin1");
    }
  });
}

/** Mailboxes that find every name on this machine, at any of `ports`, and trust one certificate besides the public ones. */
export function mailboxesFor(ports: readonly number[], trusted: Certificate | null): Mailboxes {
  const folder = mkdtempSync(join(tmpdir(), "relink-mail-"));
  const file = join(folder, "ca.pem");
  writeFileSync(file, trusted?.cert ?? "");
  const trust = createMailTrust(trusted ? file : null);
  rmSync(folder, { recursive: true });
  const settings = { dnsServers: [], mailPorts: ports, allowedPrivateHosts: ["127.0.0.0/8"], trusted: [] };
  return createGuardedMailboxes(
    createHostGuard(settings, async () => [{ address: "127.0.0.1", family: 4 }]),
    trust,
  );
}
